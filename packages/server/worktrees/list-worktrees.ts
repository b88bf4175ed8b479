// Lists worktrees: the newest first, with what all of them take.
import type { Worktree, worktreeEndpoints } from "@makima/protocol/worktrees";
import type { z } from "zod";
import { statement } from "../db/database.ts";
import { type Placed, readList } from "../journal/read-list.ts";
import type { Principal, World } from "../world.ts";
import { SELECT_WORKTREES, showWorktree, type WorktreeRow } from "./reader.ts";

type Query = z.infer<typeof worktreeEndpoints.listWorktrees.query>;
type Answer = z.infer<typeof worktreeEndpoints.listWorktrees.answer>;

const LIST_WORKTREES = statement(
  "list-worktrees",
  `select x.* from (${SELECT_WORKTREES.replace("select ", "select w.created_at, w.created_at::text as place, ")}
   where w.owner_id = $1 and ($2::uuid is null or t.contract_id = $2) and ($3::uuid is null or w.task_id = $3)
     and ($4::uuid is null or w.daemon_id = $4) and ($5::text is null or w.state = $5)) x
   where $6::timestamptz is null or (x.created_at, x."taskId") > ($6::timestamptz, $7::uuid)
   order by x.created_at, x."taskId" limit $8`,
);

const TOTALS = statement(
  "worktree-totals",
  `select coalesce(sum(bytes) filter (where state not in ('removed', 'missing')), 0) as bytes,
     count(*) filter (where state not in ('removed', 'missing'))::int as standing,
     count(*) filter (where state = 'removed')::int as removed
   from worktree where owner_id = $1`,
);

/** Throws INVALID_CURSOR. */
export async function listWorktrees(
  world: World,
  { ownerId }: Principal,
  { query }: { query: Query },
): Promise<Answer> {
  const { contractId = null, taskId = null, daemonId = null, state = null } = query;
  const [list, totals] = await Promise.all([
    readList<WorktreeRow & Placed, Worktree>(world.db, {
      name: "worktrees",
      ownerId,
      page: query,
      statement: LIST_WORKTREES,
      values: [contractId, taskId, daemonId, state],
      idOf: (row) => row.taskId,
      show: (row) => showWorktree(row, world.config),
    }),
    world.db.row<{ bytes: string; standing: number; removed: number }>(TOTALS, [ownerId]),
  ]);
  const { bytes = "0", standing = 0, removed = 0 } = totals ?? {};
  return { ...list, bytes: Number(bytes), standing, removed };
}
