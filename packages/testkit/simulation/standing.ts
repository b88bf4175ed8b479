// How a simulated contract stands: whether it has come to its end, and what keeps it from that.
import { look } from "./look.ts";
import type { Scene } from "./set-up.ts";
import type { SimulatedWorld } from "./simulated-world.ts";
import type { Steps } from "./steps.ts";

/** Nothing is open, on its way, or still to be written down. */
export function isAtRest({ world, people }: Steps, { contractId }: Scene): boolean {
  const [found] = look<{ isOver: boolean }>(
    world.database,
    `select c.status in ('completed', 'failed', 'cancelled')
       and not exists (select 1 from run where status <> 'ended')
       and not exists (select 1 from task where status not in ('done', 'failed', 'cancelled'))
       and not exists (select 1 from command where acknowledged_at is null)
       and not exists (select 1 from question where status = 'pending')
       and not exists (select 1 from message c where c.role = 'tool_call' and not exists (
         select 1 from message r where r.task_id = c.task_id and r.role = 'tool_result' and r.tool_call_id = c.tool_call_id)) as "isOver"
     from contract c where c.id = $1`,
    [contractId],
  );
  return found?.isOver === true && people.isAtRest && world.daemons.every(({ isAtRest: rests }) => rests);
}

/** What stands, in one line for whoever reads of a failure. */
export function standing({ database, daemons }: SimulatedWorld): string {
  const rows = look(
    database,
    `select c.status as contract, (select json_agg(json_build_object('name', t.name, 'status', t.status, 'epoch', t.epoch, 'blocked', t.blocked, 'run',
       (select r.status || coalesce(' ' || r.end_reason, '') from run r where r.task_id = t.id order by epoch desc limit 1))) from task t) as tasks,
       (select count(*)::int from command where acknowledged_at is null) as commands,
       (select count(*)::int from question where status = 'pending') as questions from contract c`,
  );
  return `${JSON.stringify(rows)} ${JSON.stringify(daemons.map(({ isAtRest: rests, liveRuns }) => [rests, liveRuns.length]))}`;
}
