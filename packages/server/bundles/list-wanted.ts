// What the server still lacks of what a daemon has made: each task's oldest checkpoint without a bundle, and its contracts' branches.
import type { WantedBundle } from "@makima/protocol/mesh";
import { type Reader, statement } from "../db/database.ts";
import type { DaemonAt } from "./reader.ts";

/** One in so many is whole, so that a damaged bundle costs few checkpoints and a chain is read quickly. */
const WHOLE_EVERY = 20;

type Row = Omit<WantedBundle, "parent"> & { parentNumber: number | null; parentCommit: string | null };

const CHECKPOINTS = statement(
  "wanted-checkpoints",
  `select distinct on (k.task_id) t.contract_id as "contractId", k.task_id as "taskId", k.number, k.commit,
     coalesce(c.repository_path, c.repository_url) as "repositoryPath", p.number as "parentNumber", p.commit as "parentCommit"
   from checkpoint k
   join run r on r.owner_id = k.owner_id and r.task_id = k.task_id and r.epoch = k.epoch and r.daemon_id = $2
   join task t on t.owner_id = k.owner_id and t.id = k.task_id
   join contract c on c.owner_id = t.owner_id and c.id = t.contract_id
   left join lateral (
     select b.number, b.commit from bundle b
     where b.owner_id = k.owner_id and b.contract_id = t.contract_id and b.task_id = k.task_id and b.completed_at is not null
       and b.number < k.number
       and (select count(*) from bundle n where n.owner_id = b.owner_id and n.contract_id = b.contract_id and n.task_id = b.task_id
         and n.completed_at is not null) % $3 <> 0
     order by b.number desc limit 1
   ) p on true
   where k.owner_id = $1 and not k.bundled and k.left_on is null
   order by k.task_id, k.number limit 20`,
);

const BRANCHES = statement(
  "wanted-branches",
  `select c.id as "contractId", null as "taskId", coalesce(p.number, 0) + 1 as number, c.branch_commit as commit,
     coalesce(c.repository_path, c.repository_url) as "repositoryPath",
     case when p.number % $3 <> 0 then p.number end as "parentNumber", p.commit as "parentCommit"
   from contract c
   left join lateral (
     select b.number, b.commit from bundle b
     where b.owner_id = c.owner_id and b.contract_id = c.id and b.task_id is null and b.completed_at is not null
     order by b.number desc limit 1
   ) p on true
   where c.owner_id = $1 and c.daemon_id = $2 and c.branch_commit is distinct from p.commit and c.branch_commit is not null
   order by c.updated_at desc limit 20`,
);

/** More may be wanted once these are there. */
export async function listWanted(
  reader: Reader,
  { ownerId, daemonId }: DaemonAt,
): Promise<{ wanted: WantedBundle[] }> {
  const values = [ownerId, daemonId, WHOLE_EVERY];
  const [checkpoints, branches] = await Promise.all([
    reader.rows<Row>(CHECKPOINTS, values),
    reader.rows<Row>(BRANCHES, values),
  ]);
  return { wanted: [...branches, ...checkpoints].map(toWanted) };
}

const toWanted = ({ parentNumber, parentCommit, ...row }: Row): WantedBundle => ({
  ...row,
  parent:
    parentNumber === null || parentCommit === null ? null : { number: parentNumber, commit: parentCommit },
});
