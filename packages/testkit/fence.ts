// Lets a run's epoch grow in another transaction while a write of the run waits for it: the one race that a fence is for.
import { onDatabase } from "./database.ts";
import type { RunAt } from "./runs.ts";
import type { TestWorld } from "./world.ts";

const GROW = [
  "update task set epoch = epoch + 1 where id = $1",
  "update conversation set epoch = epoch + 1, daemon_id = gen_random_uuid() where task_id = $1",
];

/** Everything that a run could have written, counted. */
const TRACES = `select
  (select count(*)::int from message where task_id = $1) as messages, (select count(*)::int from output where task_id = $1) as output,
  (select count(*)::int from tool_call where task_id = $1) as calls, (select count(*)::int from checkpoint where task_id = $1) as checkpoints,
  (select count(*)::int from transcript where task_id = $1) as transcripts,
  (select count(*)::int from question where task_id = $1) as questions, (select count(*)::int from delivery where task_id = $1) as deliveries,
  (select count(*)::int from event where contract_id = $2) as events, (select count(*)::int from command where task_id = $1) as commands,
  (select array_agg(status order by epoch) from run where task_id = $1) as runs, (select status from task where id = $1) as status`;

/**
 * Begins `write` while another transaction holds the rows with the epoch, lets the epoch grow as soon as the write waits for them, and gives
 * what the write said, with all that can be seen of the run before and after.
 */
export function growDuring<Said>(
  { database }: TestWorld,
  { taskId, contractId }: RunAt,
  write: () => Promise<Said>,
): Promise<{ said: Said; before: unknown; after: unknown }> {
  return onDatabase(database.url, async (client) => {
    const traces = async () => (await client.query(TRACES, [taskId, contractId])).rows[0] as unknown;
    await client.query("begin");
    for (const text of GROW) await client.query(text, [taskId]);
    const before = await traces();
    const writing = write();
    await Promise.race([waitedFor(database.url), writing]);
    await client.query("commit");
    return { said: await writing, before, after: await traces() };
  });
}

/** Resolves when somebody waits for a lock. */
export function waitedFor(url: string): Promise<void> {
  const text =
    "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  return onDatabase(url, async (client) => {
    while ((await client.query(text)).rowCount === 0);
  });
}
