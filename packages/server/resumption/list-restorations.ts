// The recovery reports of a contract's tasks, newest first.
import { explainRung } from "@makima/core/restoration";
import {
  type Restoration,
  type restorationEndpoints,
  restorationReport,
} from "@makima/protocol/restorations";
import type { z } from "zod";
import { loadContract } from "../contracts/contracts.ts";
import { statement } from "../db/database.ts";
import { type Placed, readList } from "../journal/read-list.ts";
import type { Principal, World } from "../world.ts";

type Row = Placed &
  Omit<Restoration, keyof typeof restorationReport.shape | "createdAt"> & {
    report: unknown;
    createdAt: Date;
  };

const LIST_RESTORATIONS = statement(
  "list-restorations",
  `select r.id, r.contract_id as "contractId", r.task_id as "taskId", t.name as "taskName", r.task_kind as "taskKind", r.number,
     r.epoch::int as epoch, r.report, r.notice, r.outcome, r.created_at as "createdAt", run.rung,
     run.rung_reason as "rungReason", coalesce(run.repairs, '[]') as repairs, run.agent_version as "agentVersion",
     (select former.agent_version from run former where former.owner_id = run.owner_id and former.task_id = run.task_id
        and former.epoch < run.epoch and former.agent = run.agent and former.agent_version is not null
      order by former.epoch desc limit 1) as "formerAgentVersion", r.created_at::text as place
   from restoration r
   join task t on t.owner_id = r.owner_id and t.id = r.task_id
   left join run on run.owner_id = r.owner_id and run.task_id = r.task_id and run.epoch = r.epoch and r.outcome = 'done'
   where r.owner_id = $1 and r.contract_id = $2 and ($3::uuid is null or r.task_id = $3)
     and ($4::timestamptz is null or (r.created_at, r.id) < ($4, $5::uuid))
   order by r.created_at desc, r.id desc limit $6`,
);

/** Throws NOT_FOUND or INVALID_CURSOR. */
export async function listRestorations(
  world: World,
  principal: Principal,
  {
    params,
    query,
  }: { params: { id: string }; query: z.infer<typeof restorationEndpoints.listRestorations.query> },
): Promise<{ items: Restoration[]; nextCursor: string | null; cursor: string }> {
  const { ownerId } = principal;
  await loadContract(world.db, { ownerId, contractId: params.id });
  return readList<Row, Restoration>(world.db, {
    name: "restorations",
    ownerId,
    page: query,
    statement: LIST_RESTORATIONS,
    values: [params.id, query.taskId ?? null],
    idOf: ({ id }) => id,
    show: ({ place: _, report, createdAt, ...row }) => ({
      ...row,
      rungReason: row.rungReason ?? (row.rung === null ? null : explainRung(row.rung)),
      ...restorationReport.parse(report),
      createdAt: createdAt.toISOString(),
    }),
  });
}
