// A task with a long conversation that is forked, rewound and read at the store, by the operations that the server uses.
import { statement } from "@makima/server/db/database";
import { forkTask } from "@makima/server/forks/forks";
import { getConversation } from "@makima/server/history/history";
import { INSERT_CONVERSATION, INSERT_SEGMENT } from "@makima/server/tasks/conversation-writer";
import { moveHead } from "@makima/server/tasks/tasks";
import { monotonicMs } from "../ports/clock.ts";
import { BODY, openConversation } from "./conversation.ts";
import type { Store } from "./open-store.ts";

const EPOCH = 1;
const TOUCH = statement(
  "bench-touch",
  "update conversation set appended = appended + 1 where owner_id = $1 and task_id = $2",
);
const PAGE = 200;

export type Forking = {
  taskId: string;
  /** The whole operation, at a message. Gives the fork's id. */
  fork(seq: number): Promise<string>;
  /** Of a fork only what its conversation costs: a segment and a head, in one commit. `taskId`: of `bareTasks`. */
  forkHead(taskId: string, seq: number): Promise<void>;
  /** Tasks that have no conversation yet. */
  bareTasks(count: number): Promise<string[]>;
  /** One row is changed and committed. */
  touch(): Promise<unknown>;
  /** Only the head moves, as it does in a rewind of a conversation. */
  rewind(seq: number): Promise<void>;
};

/** `history` messages are there already. */
export async function openForking(store: Store, history: number): Promise<Forking> {
  const { world, principal, connection } = store;
  const { ownerId } = principal;
  const { taskId, contractId } = await openConversation(store, history);
  // As if a daemon had run it.
  await connection.query({
    text: "update task set status = 'running', epoch = $3, base_commit = repeat('0', 40) where owner_id = $1 and id = $2",
    values: [ownerId, taskId, EPOCH],
  });
  const segments = await connection.query<{ id: string }>({
    text: "select id from segment where owner_id = $1 and task_id = $2",
    values: [ownerId, taskId],
  });
  const segmentId = segments.rows[0]?.id ?? "";
  let made = 0;
  return {
    taskId,
    fork: (seq) => {
      made += 1;
      return forkAt(store, { taskId, messageId: `${taskId}:${seq}`, name: `fork ${made}` });
    },
    forkHead: async (forkId, seq) => {
      const head = world.ids.next();
      await world.db.transaction(async (tx) => {
        tx.send(INSERT_SEGMENT, [ownerId, head, forkId, 1, seq, segmentId, "fork"]);
        tx.send(INSERT_CONVERSATION, [ownerId, forkId, contractId, head, seq]);
      });
    },
    bareTasks: async (count) => {
      const ids = Array.from({ length: count }, () => world.ids.next());
      await connection.query({
        text: `insert into task (owner_id, id, contract_id, parent_task_id, name, ref_name, plan, kind, agent, branch)
          select $1, bare.id, $2, $3, 'bare', 'bare-' || bare.id, 'p', 'worker', 'scripted', 'b' from unnest($4::uuid[]) as bare (id)`,
        values: [ownerId, contractId, taskId, ids],
      });
      return ids;
    },
    touch: () => world.db.transaction((tx) => tx.run(TOUCH, [ownerId, taskId])),
    rewind: (seq) =>
      world.db.transaction((tx) =>
        moveHead(tx, {
          ids: world.ids,
          of: { ownerId, taskId, epoch: EPOCH },
          head: { keep: { segmentId, count: seq }, reason: "rewind" },
        }),
      ),
  };
}

async function forkAt(
  { world, principal }: Store,
  { taskId, messageId, name }: { taskId: string; messageId: string; name: string },
): Promise<string> {
  const at = { forkFromType: "message" as const, forkFromValue: messageId };
  const plain = { includeConversation: true, count: 1, dryRun: false };
  const body = { ...at, ...plain, newTaskName: name };
  const { tasks } = await forkTask(world, principal, { params: { id: taskId }, body });
  return tasks[0]?.id ?? "";
}

/** A fork of a fork of a fork …, each with one message of its own behind those of the one before. Gives the last one. */
export async function forkChain(
  store: Store,
  { taskId, length, levels }: { taskId: string; length: number; levels: number },
): Promise<string> {
  let last = { taskId, messageId: `${taskId}:${length}` };
  for (let level = 0; level < levels; level += 1) {
    const fork = await forkAt(store, { ...last, name: `level ${level}` });
    await plantMessage(store, fork);
    last = { taskId: fork, messageId: `${fork}:1` };
  }
  return last.taskId;
}

async function plantMessage({ connection, principal }: Store, taskId: string): Promise<void> {
  const values = [principal.ownerId, taskId, EPOCH];
  await connection.query({
    text: `insert into message (owner_id, task_id, seq, epoch, phase, role, content, source)
      values ($1, $2, 1, $3, 'plan', 'assistant', $4, 1)`,
    values: [...values, BODY],
  });
  await connection.query({
    text: "update conversation set epoch = $3, last_seq = 1, last_source = 1 where owner_id = $1 and task_id = $2",
    values,
  });
  await connection.query({
    text: "update task set status = 'running', epoch = $3 where owner_id = $1 and id = $2",
    values,
  });
}

/** Reads a whole conversation in pages. Gives the milliseconds that it took; throws when it has another length. */
export async function readWhole(
  { world, principal }: Store,
  { taskId, length }: { taskId: string; length: number },
): Promise<number> {
  const began = monotonicMs();
  let seen = 0;
  let cursor: string | null = null;
  do {
    const query = { limit: PAGE, order: "asc" as const, ...(cursor === null ? {} : { cursor }) };
    const page: Awaited<ReturnType<typeof getConversation>> = await getConversation(world, principal, {
      params: { id: taskId },
      query,
    });
    seen += page.messages.length;
    cursor = page.nextCursor;
  } while (cursor !== null);
  if (seen !== length) throw new Error(`${seen} messages were read instead of ${length}`);
  return monotonicMs() - began;
}
