// A long past, planted by statements: events in the owner's feed, and messages of words as common and as rare as words are.
import { indexHistory, numberHistory } from "@makima/server/history/history";
import type { World } from "@makima/server/world";
import { addActiveContract } from "@makima/testkit/contracts";
import { monotonicMs } from "../ports/clock.ts";
import type { Store } from "./open-store.ts";
import { plant } from "./plant.ts";

export type PlantedFeed = { contractIds: string[]; taskIds: string[]; from: string; to: string };

/** So many contracts take turns in the feed; one event in 100,000 is of a rare type. */
const CONTRACTS = 1_000;
const SPAN_SECONDS = 365 * 86_400;
/** Behind the events that made the contract from which the others are copied. */
const FIRST_NUMBER = 1_000;

/** Of which contract an event is: each has its turn in each round. */
const TURN = `(n - 1) % ${CONTRACTS} + 1`;
/** An id like this one for each turn. */
const nth = (id: string): string =>
  `overlay('${id}'::text placing lpad(to_hex(${TURN}), 12, '0') from 25)::uuid`;

/** The rows are what the server writes, in the order in which it writes them. */
export async function plantFeed(store: Store, count: number): Promise<PlantedFeed> {
  const { connection, principal } = store;
  const { contractId, taskId } = await addActiveContract(store);
  const keys = `'${principal.ownerId}'::uuid as owner_id, ${nth(contractId)} as contract_id`;
  const turns = `from generate_series(1, ${CONTRACTS}) n`;
  const journals = `select ${keys}, ${count / CONTRACTS} ${turns}`;
  for (const sql of [
    "set session_replication_role = replica",
    `insert into contract select (jsonb_populate_record(c, jsonb_build_object('id', ${nth(contractId)}, 'supervisor_task_id', null))).*
     from contract c, generate_series(1, ${CONTRACTS}) n where c.id = '${contractId}'`,
    `insert into journal (owner_id, contract_id, last_event) ${journals}`,
    `insert into feed_position (owner_id, contract_id, event_number) ${journals}`,
    "set session_replication_role = origin",
  ])
    await connection.query(sql);
  const at = `'2025-01-01Z'::timestamptz + interval '1 second' * (n * ${SPAN_SECONDS}::float8 / ${count})`;
  await plant(store, {
    count,
    tables: ["event", "feed"],
    rows: ({ from, to }) => `with happened as (
        select n, ${keys}, (n - 1) / ${CONTRACTS} + 1 as number, ${nth(taskId)} as task_id, ${at} as at,
          case when n % 99991 = 0 then 'task.merged' when n % 11 = 0 then 'task.done' else 'supervisor.state_changed' end as type
        from generate_series(${from}, ${to}) n
      ), events as (
        insert into event (owner_id, contract_id, number, type, actor_kind, task_id, phase, data, created_at)
        select owner_id, contract_id, number, type, 'agent', task_id, 'execute',
          jsonb_build_object('name', 'writer', 'state', 'working', 'activity', 'Writes file ' || n), at from happened order by n
      )
      insert into feed (owner_id, number, contract_id, event_number, type, task_id, created_at, at)
      select owner_id, ${FIRST_NUMBER} + n, contract_id, number, type, task_id, at, at from happened order by n`,
  });
  const { rows } = await connection.query<{ contract: string; task: string }>(
    `select ${nth(contractId)} as contract, ${nth(taskId)} as task ${turns}`,
  );
  return {
    contractIds: rows.map(({ contract }) => contract),
    taskIds: rows.map(({ task }) => task),
    from: "2025-06-01T00:00:00Z",
    to: "2025-07-01T00:00:00Z",
  };
}

const VOCABULARY = 50_000;
const WORDS_IN_MESSAGE = 60;
/** The frequency of words falls with their rank: word1 stands in every message, word40000 in some. */
const WORD = `'word' || floor(power(${VOCABULARY}::float8, random()))::int`;
/** The newest are numbered and indexed by the operations of the reconcilers, which finds out how many they do in a second. */
const BY_OPERATIONS = 20_000;

/** Messages of one supervisor, as many tasks would have written them. Gives how many were indexed in a second. */
export async function plantMessages(store: Store, count: number): Promise<number> {
  const { connection, principal, world } = store;
  const { ownerId } = principal;
  const { contractId, taskId } = await addActiveContract(store);
  const of = { ownerId, contractId };
  await takeIn(world, of);
  const places = await connection.query<{ history: number; documents: number }>(
    `select p.last_number::int as history, h.last_number::int as documents
     from history_place p join search_head h using (owner_id) where p.contract_id = '${contractId}'`,
  );
  const { history = 0, documents = 0 } = places.rows[0] ?? {};
  const planted = count - BY_OPERATIONS;
  const messages = (from: number, to: number): string =>
    `insert into message (owner_id, task_id, seq, epoch, phase, role, content)
     select '${ownerId}', '${taskId}', n, 1, 'plan', 'assistant', (
       select string_agg(${WORD}, ' ') || case when n % 100000 = 0 then ' needle' else '' end from generate_series(1, ${WORDS_IN_MESSAGE}) where n > 0)
     from generate_series(${from}, ${to}) n`;
  await plant(store, {
    count: planted,
    tables: ["message", "history", "search_document"],
    rows: ({ from, to }) => `with said as (${messages(from, to)} returning *), numbered as (
        insert into history (owner_id, contract_id, number, kind, task_id, source, type, phase, created_at)
        select owner_id, '${contractId}', ${history} + seq, 'message', task_id, seq, 'message.assistant', phase, created_at from said order by seq
      )
      insert into search_document (owner_id, number, kind, contract_id, task_id, seq, last_seq, words, created_at)
      select owner_id, ${documents} + seq, 'message', '${contractId}', task_id, seq, seq,
        setweight(search_words(content), 'B') || array_to_tsvector(array['/o' || owner_id, '/c${contractId}', '/k' || 'message',
          '/g' || ((${documents} + seq - 1) / 1024), '/w' || ((${documents} + seq - 1) / 16384)]), created_at
      from said order by seq`,
  });
  for (const sql of [
    `update history_place set last_number = ${history + planted} where contract_id = '${contractId}'`,
    `insert into history_task (owner_id, task_id, message_seq) values ('${ownerId}', '${taskId}', ${planted})`,
    `update search_place set history_number = ${history + planted} where contract_id = '${contractId}'`,
    `update search_head set last_number = ${documents + planted} where owner_id = '${ownerId}'`,
    messages(planted + 1, count),
    `update conversation set last_seq = ${count} where task_id = '${taskId}'`,
  ])
    await connection.query(sql);
  const begunMs = monotonicMs();
  await takeIn(world, of);
  return (BY_OPERATIONS / (monotonicMs() - begunMs)) * 1_000;
}

async function takeIn(world: World, of: { ownerId: string; contractId: string }): Promise<void> {
  while ((await numberHistory(world, of)) > 0);
  while ((await indexHistory(world, of)) > 0);
}
