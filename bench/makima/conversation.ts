// A conversation of a chosen length, and the append of one more message by the operation that the server uses.
import type { SentMessage } from "@makima/protocol/mesh";
import { appendMessages } from "@makima/server/tasks/tasks";
import { addActiveContract } from "@makima/testkit/contracts";
import { monotonicMs } from "../ports/clock.ts";
import type { Store } from "./open-store.ts";

const EPOCH = 1;

/** 1,000 bytes that differ from message to message where it matters to nobody. */
export const BODY = "The quick brown fox jumps over the lazy dog, and then it rests a while. "
  .repeat(14)
  .slice(0, 1000);

export type Conversation = {
  taskId: string;
  contractId: string;
  /** Appends so many messages, one after the other, each in its own commit. Gives the milliseconds that all of them took. */
  append(count: number): Promise<number>;
};

/** `history` messages are there already, planted by one statement. */
export async function openConversation(store: Store, history: number): Promise<Conversation> {
  const { world, principal, connection } = store;
  const { ownerId } = principal;
  const { taskId, contractId } = await addActiveContract(store);
  await connection.query({
    text: `insert into message (owner_id, task_id, seq, epoch, phase, role, content, source)
      select $1, $2, number, $3, 'plan', 'assistant', $4, number from generate_series(1, $5::int) as number`,
    values: [ownerId, taskId, EPOCH, BODY, history],
  });
  await connection.query({
    text: "update conversation set daemon_id = task_id, epoch = $3, last_seq = $4, last_source = $4 where owner_id = $1 and task_id = $2",
    values: [ownerId, taskId, EPOCH, history],
  });
  let source = history;
  return {
    taskId,
    contractId,
    append: async (count) => {
      const began = monotonicMs();
      for (let index = 0; index < count; index += 1) {
        source += 1;
        const done = await appendMessages(world, { ownerId, taskId, epoch: EPOCH, daemonId: taskId }, [
          messageOf(source),
        ]);
        if (done !== "appended") throw new Error(`message ${source} was not appended but ${done}`);
      }
      return monotonicMs() - began;
    },
  };
}

const messageOf = (source: number): SentMessage => ({
  source,
  role: "assistant",
  content: BODY,
  toolCallId: null,
  toolName: null,
  isError: false,
  truncated: false,
  durationMs: null,
});
