// What must have happened at least once over many schedules: a run in which one of these never happened has tested less than it says.
import { FAULTS } from "./limits.ts";
import { look } from "./look.ts";
import type { Counters, SimulatedWorld } from "./simulated-world.ts";

const SOMETIMES = [
  "a stale epoch was refused",
  "a late call was refused",
  "a late checkpoint was refused",
  "a late end of a run was refused",
  "a result came twice",
  "a stranger asked",
  "a conversation was taken back",
  "code was taken back",
  "a rewind was undone",
  "a rewind was done again after a crash",
  "a rewind was refused",
  "a task was forked",
  "a branch was made",
  "a double answer got 409",
  "a lost answer was sent again",
  "a message was heard in a turn",
  "a message was told to the next run",
  "a restoration happened",
  "a restoration was restored",
  "a spool was taken up in its middle",
  "a session was loaded",
  "a past was told again",
  "a task was parked and woken",
  "a lease ended",
  "an aftershock",
  "a machine was away",
  "a command came twice",
] as const;

/** Counts what can be seen in the end; what happens on the way is counted where it happens. */
export function countSometimes(world: SimulatedWorld): void {
  const [found] = look<Record<string, boolean>>(world.database, SEEN);
  for (const [what, isSeen] of Object.entries(found ?? {})) if (isSeen) world.count(what);
  if (world.daemons.some(({ machine }) => machine.disk.rewindsDoneAgain > 0))
    world.count("a rewind was done again after a crash");
  if (world.agentLog.some(({ kind }) => kind === "steer")) world.count("a message was heard in a turn");
  const rungs = world.daemons.flatMap(({ machine }) =>
    machine.disk.spool.records.flatMap(({ record }) => (record.kind === "run_started" ? [record.rung] : [])),
  );
  if (rungs.includes("loaded")) world.count("a session was loaded");
  if (rungs.includes("told")) world.count("a past was told again");
}

/** The names of what never happened. */
export const neverHappened = (counters: Counters): string[] =>
  [...FAULTS, ...SOMETIMES].filter((what) => (counters[what] ?? 0) === 0);

const SEEN = `select
  exists (select 1 from delivery where steered_epoch < delivered_epoch) as "a message was told to the next run",
  exists (select 1 from restoration) as "a restoration happened",
  exists (select 1 from restoration one join restoration next on next.task_id = one.task_id and next.number = one.number + 1
    where not exists (select 1 from event e where e.task_id = one.task_id and e.type = 'task.running'
      and e.created_at > one.created_at and e.created_at < next.created_at)) as "a restoration was restored",
  exists (select 1 from run one join run next on next.task_id = one.task_id and next.epoch > one.epoch
    where one.end_reason = 'parked') as "a task was parked and woken",
  exists (select 1 from event where type = 'daemon.offline') as "a lease ended",
  exists (select 1 from rewind where status = 'done' and not dry_run and moves_conversation) as "a conversation was taken back",
  exists (select 1 from rewind where status = 'done' and not dry_run and checkpoint_id is not null) as "code was taken back",
  exists (select 1 from rewind r join rewind undo on undo.checkpoint_id = r.undo_checkpoint_id or undo.keep_segment_id = r.from_segment_id and undo.keep_count = r.from_count
    where r.status = 'done' and undo.status = 'done' and not undo.dry_run and undo.id <> r.id) as "a rewind was undone",
  exists (select 1 from rewind where status = 'failed') as "a rewind was refused",
  exists (select 1 from event where type = 'task.forked') as "a task was forked",
  exists (select 1 from event where type = 'branch.made') as "a branch was made",
  exists (select 1 from late) as "a stale epoch was refused",
  exists (select 1 from late where kind = 'tool_call') as "a late call was refused",
  exists (select 1 from late where kind = 'checkpoint') as "a late checkpoint was refused",
  exists (select 1 from late where kind in ('run_ended', 'turn_ended')) as "a late end of a run was refused"`;
