// What reviewers reported about a contract, oldest first.
import type { timelineEndpoints } from "@makima/protocol/timeline";
import type { z } from "zod";
import { loadContract } from "../contracts/contracts.ts";
import { statement } from "../db/database.ts";
import { type Placed, readList } from "../journal/read-list.ts";
import type { Principal, World } from "../world.ts";

type Query = z.infer<typeof timelineEndpoints.listFindings.query>;
type Answer = z.infer<typeof timelineEndpoints.listFindings.answer>;
type Finding = Answer["items"][number];
type Row = Omit<Finding, "createdAt"> & { createdAt: Date };

const LIST_FINDINGS = statement(
  "list-findings",
  `select id, contract_id as "contractId", task_id as "taskId", severity, text, files, created_at as "createdAt",
     created_at::text as place
   from finding
   where owner_id = $1 and contract_id = $2 and ($3::timestamptz is null or (created_at, id) > ($3::timestamptz, $4::uuid))
   order by created_at, id limit $5`,
);

/** Throws NOT_FOUND or INVALID_CURSOR. */
export async function listFindings(
  { db }: World,
  { ownerId }: Principal,
  { params, query }: { params: { id: string }; query: Query },
): Promise<Answer> {
  await loadContract(db, { ownerId, contractId: params.id });
  return readList<Row & Placed, Finding>(db, {
    name: "findings",
    ownerId,
    page: query,
    statement: LIST_FINDINGS,
    values: [params.id],
    idOf: ({ id }) => id,
    show: ({ place: _, createdAt, ...row }) => ({ ...row, createdAt: createdAt.toISOString() }),
  });
}
