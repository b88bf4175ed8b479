// What reviewers reported about a contract, oldest first.
import type { timelineEndpoints } from "@makima/protocol/timeline";
import { z } from "zod";
import { loadContract } from "../contracts/contracts.ts";
import { statement } from "../db/database.ts";
import { decodePageCursor, encodePageCursor, pageOf, placeTime } from "../db/page-cursor.ts";
import { readContractCursor } from "../journal/read-cursors.ts";
import type { Principal, World } from "../world.ts";

type Query = z.infer<typeof timelineEndpoints.listFindings.query>;
type Answer = z.infer<typeof timelineEndpoints.listFindings.answer>;
type Row = Omit<Answer["items"][number], "createdAt"> & { createdAt: Date; place: string };

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
  world: World,
  principal: Principal,
  { params, query }: { params: { id: string }; query: Query },
): Promise<Answer> {
  const key = { ownerId: principal.ownerId, contractId: params.id };
  await loadContract(world.db, key);
  const of = { ownerId: key.ownerId, list: "findings", query: { contractId: key.contractId } };
  const after = decodePageCursor(of, query.cursor, z.tuple([placeTime, z.uuid()]));
  const cursor = await readContractCursor(world.db, key);
  const found = await world.db.rows<Row>(LIST_FINDINGS, [
    key.ownerId,
    key.contractId,
    after?.[0] ?? null,
    after?.[1] ?? null,
    query.limit + 1,
  ]);
  const { rows, nextCursor } = pageOf(found, query.limit, ({ place, id }) =>
    encodePageCursor(of, [place, id]),
  );
  const items = rows.map(({ place: _, createdAt, ...row }) => ({
    ...row,
    createdAt: createdAt.toISOString(),
  }));
  return { items, nextCursor, cursor };
}
