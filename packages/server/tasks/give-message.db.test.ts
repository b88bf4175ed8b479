// A message for an agent whose turn runs is heard once: in that turn where it tells so, else in the next.
import {
  beginSupervisor,
  endTurn,
  look,
  loseAgent,
  type RunAt,
  rounds,
  send,
  startAssigned,
  waitingItems,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { messageTask } from "./message-task.ts";
import { newestSession } from "./runs.ts";

const of = await createTestWorld();
const { ownerId } = of.principal;

/** A supervisor in its first turn, whose agent has said something. */
async function begin({ canSteer }: { canSteer: boolean }): Promise<RunAt> {
  const at = await beginSupervisor(of);
  await look(of, "update run set can_steer = $2, agent_session = 's' where task_id = $1", [
    at.taskId,
    canSteer,
  ]);
  await say(at, 1);
  return at;
}

const plain = { toolCallId: null, toolName: null, isError: false, truncated: false, durationMs: null };
const say = (at: RunAt, source: number) =>
  send(of, at, { kind: "messages", messages: [{ source, role: "assistant", content: "I see", ...plain }] });

const tell = (at: RunAt, text: string) =>
  messageTask(of.world, of.principal, { params: { id: at.taskId }, body: { text } });

type Given = { deliveryId: string; turn: number; text: string };
const given = async (at: RunAt): Promise<Given[]> =>
  (
    await look<{ payload: Given }>(of, "select payload from command where task_id = $1 and kind = 'steer'", [
      at.taskId,
    ])
  ).map(({ payload }) => payload);

const timesHeard = async (at: RunAt, text: string): Promise<number> =>
  (
    await look(of, "select 1 from message where task_id = $1 and role = 'user' and content like $2", [
      at.taskId,
      `%${text}%`,
    ])
  ).length;

test("told by its run it stands in the conversation, once, and the next turn does not bring it", async () => {
  const at = await begin({ canSteer: true });
  await tell(at, "Use tabs.");
  const [message] = await given(at);
  expect(message).toMatchObject({ turn: 1, text: expect.stringContaining("Use tabs.") as string });
  expect(await timesHeard(at, "Use tabs.")).toBe(0);
  for (let n = 0; n < 2; n++) await send(of, at, { kind: "steered", deliveryId: message?.deliveryId ?? "" });
  expect(await timesHeard(at, "Use tabs.")).toBe(1);
  await endTurn(of, at);
  expect(await waitingItems(of, at.taskId)).toEqual([]);
});

test("not told by the turn's end it goes with the next turn, and comes too late to be told", async () => {
  const at = await begin({ canSteer: true });
  await tell(at, "Use tabs.");
  const [message] = await given(at);
  await endTurn(of, at);
  await rounds.assign(of);
  expect(await timesHeard(at, "Use tabs.")).toBe(1);
  await send(of, at, { kind: "steered", deliveryId: message?.deliveryId ?? "" });
  expect(await timesHeard(at, "Use tabs.")).toBe(1);
});

test("an agent that takes no messages meanwhile, or is idle, is given none", async () => {
  const deaf = await begin({ canSteer: false });
  await tell(deaf, "Use tabs.");
  expect(await given(deaf)).toEqual([]);
  expect(await waitingItems(of, deaf.taskId)).toMatchObject([{ kind: "message" }]);
  const idle = await begin({ canSteer: true });
  await endTurn(of, idle);
  await tell(idle, "Use tabs.");
  expect(await given(idle)).toEqual([]);
});

test("a run that is lost before it tells: the next one has the message, and does not go on from a session that may have it", async () => {
  const at = await begin({ canSteer: true });
  await tell(at, "Use tabs.");
  await loseAgent(of, at);
  expect(await newestSession(of.world.db, { ownerId, taskId: at.taskId })).toBe(null);
  const next = await startAssigned(of, at);
  expect(await timesHeard(next, "Use tabs.")).toBe(1);
  const [message] = await given(at);
  await send(of, at, { kind: "steered", deliveryId: message?.deliveryId ?? "" });
  expect(await timesHeard(next, "Use tabs.")).toBe(1);
});

test("a run that told, and said something since, is gone on from", async () => {
  const at = await begin({ canSteer: true });
  await tell(at, "Use tabs.");
  const [message] = await given(at);
  await send(of, at, { kind: "steered", deliveryId: message?.deliveryId ?? "" });
  await say(at, 2);
  await loseAgent(of, at);
  expect(await newestSession(of.world.db, { ownerId, taskId: at.taskId })).toMatchObject({ session: "s" });
  const next = await startAssigned(of, at);
  expect(await timesHeard(next, "Use tabs.")).toBe(1);
});
