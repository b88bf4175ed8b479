// A long past, planted by statements: events in the owner's feed, and messages of words as common and as rare as words are.
import { indexHistory, numberHistory } from "@makima/server/history/history";
import { addActiveContract } from "@makima/testkit/contracts";
import { monotonicMs } from "../ports/clock.ts";
import type { Connection, Store } from "./open-store.ts";

export type PlantedFeed = { contractIds: string[]; taskIds: string[]; from: string; to: string };

/** So many contracts take turns in the feed; one event in 100,000 is of a rare type. */
const CONTRACTS = 1_000;
const SPAN_SECONDS = 365 * 86_400;

/** The rows are what the server writes; the checks of foreign keys are passed over while they are planted. */
export async function plantFeed(store: Store, count: number): Promise<PlantedFeed> {
  const { connection, principal } = store;
  const { contractId, taskId } = await addActiveContract(store);
  await unchecked(connection, async () => {
    await connection.query(`create temporary table planted as
      select n, overlay('${contractId}'::text placing lpad(to_hex(n), 12, '0') from 25)::uuid as contract_id,
        overlay('${taskId}'::text placing lpad(to_hex(n), 12, '0') from 25)::uuid as task_id from generate_series(1, ${CONTRACTS}) n`);
    await connection.query(`insert into contract select (jsonb_populate_record(c, jsonb_build_object('id', contract_id, 'supervisor_task_id', null))).*
      from contract c, planted where c.id = '${contractId}'`);
    await connection.query(
      `insert into journal select '${principal.ownerId}', contract_id, ${count / CONTRACTS} from planted`,
    );
    const at = `'2025-01-01Z'::timestamptz + interval '1 second' * (e.n * ${SPAN_SECONDS}::float8 / ${count})`;
    const type = `case when e.n % 100000 = 0 then 'task.merged' when e.n % 10 = 0 then 'task.done' else 'supervisor.state_changed' end`;
    const number = `(e.n - 1) / ${CONTRACTS} + 1`;
    const rows = `from planted p, generate_series(p.n, ${count}, ${CONTRACTS}) as e (n)`;
    await connection.query(`insert into event (owner_id, contract_id, number, type, actor_kind, task_id, phase, data, created_at)
      select '${principal.ownerId}', contract_id, ${number}, ${type}, 'agent', task_id, 'execute',
        jsonb_build_object('name', 'writer', 'state', 'working', 'activity', 'Writes file ' || e.n), ${at} ${rows}`);
    await connection.query(`insert into feed (owner_id, number, contract_id, event_number, type, task_id, created_at, at)
      select '${principal.ownerId}', 1000 + e.n, contract_id, ${number}, ${type}, task_id, ${at}, ${at} ${rows}`);
  });
  await connection.query("vacuum analyze");
  const { rows } = await connection.query<{ contract_id: string; task_id: string }>("select * from planted");
  return {
    contractIds: rows.map((row) => row.contract_id),
    taskIds: rows.map((row) => row.task_id),
    from: "2025-06-01T00:00:00Z",
    to: "2025-07-01T00:00:00Z",
  };
}

const VOCABULARY = 50_000;
const WORDS_IN_MESSAGE = 60;
/** The frequency of words falls with their rank: word1 stands in every message, word40000 in some. */
const WORD = `'word' || floor(power(${VOCABULARY}::float8, random()))::int`;

/**
 * Messages of one supervisor, as many tasks would have written them; then numbered and indexed by the operations of the reconcilers.
 * Gives how many were indexed in a second.
 */
export async function plantMessages(store: Store, count: number): Promise<number> {
  const { connection, principal, world } = store;
  const { ownerId } = principal;
  const { contractId, taskId } = await addActiveContract(store);
  await unchecked(connection, async () => {
    await connection.query(`insert into message (owner_id, task_id, seq, epoch, phase, role, content)
      select '${ownerId}', '${taskId}', n, 1, 'plan', 'assistant', (
        select string_agg(${WORD}, ' ') || case when n % 100000 = 0 then ' needle' else '' end from generate_series(1, ${WORDS_IN_MESSAGE}) where n > 0)
      from generate_series(1, ${count}) n`);
    await connection.query(`update conversation set last_seq = ${count} where task_id = '${taskId}'`);
  });
  const of = { ownerId, contractId };
  while ((await numberHistory(world, of)) > 0);
  const begunMs = monotonicMs();
  while ((await indexHistory(world, of)) > 0);
  const tookMs = monotonicMs() - begunMs;
  await connection.query("vacuum analyze");
  return (count / tookMs) * 1_000;
}

async function unchecked(connection: Connection, plant: () => Promise<void>): Promise<void> {
  await connection.query("set session_replication_role = replica");
  await plant();
  await connection.query("set session_replication_role = origin");
}
