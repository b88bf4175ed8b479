// Work that repeats without progress is told once a turn, and nothing is stopped for it.
import { eventsOf } from "@makima/testkit/events";
import {
  beginSupervisor,
  beginWorker,
  endTurn,
  look,
  type RunAt,
  rounds,
  send,
  taskOf,
  waitingItems,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";

const of = await createTestWorld({ MAKIMA_LOOP_REPEATS: "3" });

const plain = { isError: false, truncated: false, durationMs: null };
let calls = 0;
/** A call of the agent's own tool, with its result. `from` numbers the run's messages. */
async function callTool(at: RunAt, { from, result }: { from: number; result: string }): Promise<void> {
  const toolCallId = `c${++calls}`;
  const input = { toolInput: { path: "a.ts" } };
  const call = {
    ...plain,
    source: from,
    role: "tool_call" as const,
    content: "",
    toolCallId,
    toolName: "read",
    ...input,
  };
  const done = {
    ...plain,
    source: from + 1,
    role: "tool_result" as const,
    content: result,
    toolCallId,
    toolName: "read",
  };
  await send(of, at, { kind: "messages", messages: [call, done] });
}
async function say(at: RunAt, { from, content }: { from: number; content: string }): Promise<void> {
  const message = {
    ...plain,
    source: from,
    role: "assistant" as const,
    content,
    toolCallId: null,
    toolName: null,
  };
  await send(of, at, { kind: "messages", messages: [message] });
}
const findingsOf = async ({ contractId }: RunAt) =>
  (await eventsOf(of, contractId, "finding.reported")).map(({ data }) => data["text"]);

test("the same call with the same result, again and again, is told to people and to the supervisor, once a turn", async () => {
  const boss = await beginSupervisor(of);
  const at = await beginWorker(of, boss, { name: "the worker" });
  for (let n = 0; n < 2; n++) await callTool(at, { from: 2 * n + 1, result: "same" });
  await rounds.noticeLoops(of);
  expect(await findingsOf(at)).toEqual([]);
  for (let n = 2; n < 6; n++) {
    await callTool(at, { from: 2 * n + 1, result: "same" });
    await rounds.noticeLoops(of);
  }
  expect(await findingsOf(at)).toEqual([expect.stringMatching(/^the worker calls read again and again/)]);
  expect(await waitingItems(of, boss.taskId)).toMatchObject([
    { kind: "finding", payload: { name: "the worker", severity: "major" } },
  ]);
  expect((await taskOf(of, at.taskId)).status).toBe("running");
});

test("another result is progress", async () => {
  const at = await beginSupervisor(of);
  for (let n = 0; n < 5; n++) await callTool(at, { from: 2 * n + 1, result: `part ${n}` });
  await rounds.noticeLoops(of);
  expect(await findingsOf(at)).toEqual([]);
});

test("turns that end with the same words and change nothing are told to people", async () => {
  const at = await beginSupervisor(of);
  for (let turn = 1; turn <= 3; turn++) {
    await say(at, { from: turn, content: "I wait for better times." });
    await rounds.noticeLoops(of);
    expect(await findingsOf(at)).toEqual([]);
    await endTurn(of, at, { turn });
    if (turn === 3) break;
    const go = { kind: "instruction", text: "Go on." };
    await look(
      of,
      `insert into delivery (owner_id, id, task_id, number, kind, payload)
       select owner_id, gen_random_uuid(), id, $2, 'instruction', $3 from task where id = $1`,
      [at.taskId, 90 + turn, go],
    );
    await rounds.assign(of);
  }
  // A round that looked before the turn had ended would look again at the next message.
  await look(of, "update run set looked_seq = 0 where task_id = $1", [at.taskId]);
  await rounds.noticeLoops(of);
  expect(await findingsOf(at)).toEqual([expect.stringMatching(/last 3 turns with the same words/)]);
  expect(await waitingItems(of, at.taskId)).toEqual([]);
});
