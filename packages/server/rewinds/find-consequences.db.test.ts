// What stands behind a point: calls that are cut off from their results, and answers that were heard later than they were asked for.
import { composePast, DEFAULT_PROMPT_LIMITS } from "@makima/core/restoration";
import { say } from "@makima/testkit/messages";
import * as rewinds from "@makima/testkit/rewinds";
import * as runs from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { giveAnswer, mergeForPerson } from "../calls/calls.ts";
import { getConversation, pastMessages } from "../history/history.ts";
import { getSupervisor } from "../supervisors/supervisors.ts";
import { messageTask } from "../tasks/tasks.ts";

const of = await createTestWorld();
const { world, principal } = of;
const { ownerId } = principal;

const toldOf = async (taskId: string): Promise<string> => {
  const notices = await runs.look<{ text: string }>(
    of,
    `select payload ->> 'text' as text from delivery where task_id = $1 and payload -> 'data' ->> 'kind' = 'rewind' order by number`,
    [taskId],
  );
  return notices.at(-1)?.text ?? "";
};

const messagesOf = async (taskId: string) => {
  const query = { order: "asc", limit: 200, includeToolCalls: true, includeThinking: true } as const;
  return (await getConversation(world, principal, { params: { id: taskId }, query })).messages;
};
const indexOf = async (taskId: string, role: string, toolName: string): Promise<number> =>
  (await messagesOf(taskId)).find((message) => message.role === role && message.toolName === toolName)
    ?.index ?? -1;

/** As an agent gets it back that cannot load its own session. */
const pastOf = async (taskId: string): Promise<string> =>
  composePast(
    await pastMessages(world.db, { ownerId, taskId, beforeSeq: Number.MAX_SAFE_INTEGER }),
    DEFAULT_PROMPT_LIMITS,
  );

/** A checkpoint, a call of the agent's own with its result, and a question that is answered. */
async function asked(answer: "at once" | "in the next turn") {
  const at = await runs.beginSupervisor(of);
  await rewinds.makeCheckpoint(of, at, 1);
  await say(of, at.taskId, [
    { role: "tool_call", toolCallId: "own" },
    { role: "tool_result", toolCallId: "own", content: "three files" },
  ]);
  const key = world.ids.next();
  await runs.call(of, at, { tool: "ask_question", input: { question: "Which way?" }, key });
  if (answer === "in the next turn") {
    await runs.send(of, at, { kind: "tool_overdue", callKey: key });
    await runs.endTurn(of, at);
  }
  const [question] = await runs.look<{ id: string }>(of, "select id from question where task_id = $1", [
    at.taskId,
  ]);
  const questionId = question?.id ?? "";
  await giveAnswer(world, principal, { params: { id: questionId }, body: { response: "left" } });
  await runs.rounds.bringAnswers(of);
  await say(of, at.taskId, [{ role: "assistant", content: "To the left, then." }]);
  await runs.endTurn(of, at, { turn: answer === "at once" ? 1 : 2 });
  return { at, questionId };
}

/** Its question is open, and its turn has ended. */
async function waiting(): Promise<runs.RunAt> {
  const at = await runs.beginSupervisor(of);
  await rewinds.makeCheckpoint(of, at, 1);
  await world.clock.sleep(3);
  const key = world.ids.next();
  await runs.call(of, at, { tool: "ask_question", input: { question: "Which way?" }, key });
  await runs.send(of, at, { kind: "tool_overdue", callKey: key });
  await runs.endTurn(of, at);
  return at;
}

/** A person answers its only question. */
async function answer({ taskId }: runs.RunAt): Promise<void> {
  const [question] = await runs.look<{ id: string }>(of, "select id from question where task_id = $1", [
    taskId,
  ]);
  const params = { id: question?.id ?? "" };
  await giveAnswer(world, principal, { params, body: { response: "left" } });
}

/** Back to its beginning. Gives the way to undo that. */
async function withdrawAll({ contractId }: runs.RunAt): Promise<() => Promise<unknown>> {
  const ask = (body: Parameters<typeof rewinds.askConversation>[2]) =>
    rewinds.settle(of, rewinds.askConversation(of, contractId, body));
  const done = await ask({ toMessageIndex: 0, afterPoint: "withdraw" });
  const { undoCheckpointId } = done as { undoCheckpointId: string };
  return () => ask({ undoCheckpointId });
}

const back = (contractId: string, toMessageIndex: number) =>
  rewinds.settle(of, rewinds.askConversation(of, contractId, { toMessageIndex }));

test("the agent's own call is closed as unknown, in the preview, the notice and the past", async () => {
  const { at } = await asked("at once");
  const index = await indexOf(at.taskId, "tool_call", "run");
  const cut = { toolCallId: "own", toolName: "run", outcome: "outcome unknown" };
  const dry = { toMessageIndex: index, dryRun: true };
  expect(await rewinds.askConversation(of, at.contractId, dry)).toMatchObject({ cutCalls: [cut] });
  expect(await back(at.contractId, index)).toMatchObject({ newMessageCount: index + 1 });
  expect(await toldOf(at.taskId)).toContain("run (own): outcome unknown");
  const past = await pastOf(at.taskId);
  expect(past).toContain('"status":"failed","output":"outcome unknown: the result went out of view"');
  expect(past).not.toContain("three files");
});

test("a call of ours is closed with what is recorded of it, and its answer stands", async () => {
  const { at, questionId } = await asked("at once");
  const index = await indexOf(at.taskId, "tool_call", "ask_question");
  const answer = { kind: "answer", id: questionId, text: "«Which way?» was answered: left" };
  const shown = await rewinds.askConversation(of, at.contractId, { toMessageIndex: index, dryRun: true });
  expect(shown).toMatchObject({ notTakenBack: [answer], cutCalls: [{ outcome: "recorded" }] });
  await back(at.contractId, index);
  expect(await toldOf(at.taskId)).toContain(answer.text);
  expect(await pastOf(at.taskId)).toContain("left");
  await back(at.contractId, index - 1);
  expect(await toldOf(at.taskId)).not.toContain("behind that point");
});

test("an answer that came with a later turn stands; one that is in view is not named", async () => {
  const { at, questionId } = await asked("in the next turn");
  const messages = await messagesOf(at.taskId);
  const told =
    messages.find(({ role, content }) => role === "user" && content.includes(questionId))?.index ?? -1;
  expect(told).toBeGreaterThan(await indexOf(at.taskId, "tool_call", "ask_question"));
  const look = (toMessageIndex: number) =>
    rewinds.askConversation(of, at.contractId, { toMessageIndex, dryRun: true });
  expect(await look(told)).toMatchObject({ notTakenBack: [] });
  expect(await look(told - 1)).toMatchObject({ notTakenBack: [{ kind: "answer", id: questionId }] });
});

test("a question that was withdrawn, and is in view again by the undo, is told as withdrawn", async () => {
  const at = await waiting();
  const undo = await withdrawAll(at);
  expect(await toldOf(at.taskId)).toContain("were withdrawn; ask again if you still need the answer:");
  await undo();
  expect(await toldOf(at.taskId)).toMatch(
    /Questions in your view that were withdrawn meanwhile; .*\n- \S+: Which way\?/,
  );
});

test("a question that stays in view is told as withdrawn again when what told it goes out of view", async () => {
  const at = await waiting();
  const shown = (await messagesOf(at.taskId)).length;
  await rewinds.settle(of, rewinds.askTask(of, at.taskId, { checkpointNumber: 1, afterPoint: "withdraw" }));
  expect(await toldOf(at.taskId)).toContain("were withdrawn; ask again if you still need the answer:");
  await messageTask(world, principal, { params: { id: at.taskId }, body: { text: "Go on" } });
  await runs.endTurn(of, await runs.startAssigned(of, at));
  const again = /Questions in your view that were withdrawn meanwhile; .*\n- \S+: Which way\?/;
  await back(at.contractId, shown);
  expect(await toldOf(at.taskId)).not.toMatch(again);
  await back(at.contractId, shown - 1);
  expect(await toldOf(at.taskId)).toMatch(again);
  await back(at.contractId, 0);
  expect(await toldOf(at.taskId)).not.toMatch(again);
});

test("an answer that only the notice of a rewind tells is told again by the undo, and nothing waits for it meanwhile", async () => {
  const at = await waiting();
  await runs.look(of, "update run set idle_since = app_now() - interval '1 hour' where task_id = $1", [
    at.taskId,
  ]);
  await runs.rounds.park(of);
  await answer(at);
  const undo = await withdrawAll(at);
  expect(await toldOf(at.taskId)).toContain("«Which way?» was answered: left");
  const supervisor = await getSupervisor(world, principal, { params: { id: at.contractId } });
  expect(supervisor).toMatchObject({ state: "idle" });
  await undo();
  expect(await toldOf(at.taskId)).toContain("«Which way?» was answered: left");
  expect(await runs.rounds.bringAnswers(of)).toMatchObject({ did: 0 });
});

test("an answer that was told when its question was out of view already stands as well", async () => {
  const at = await waiting();
  await back(at.contractId, 0);
  await answer(at);
  await runs.rounds.bringAnswers(of);
  await runs.rounds.assign(of);
  const next = await runs.startAssigned(of, at);
  await runs.endTurn(of, next);
  await back(at.contractId, 0);
  expect(await toldOf(at.taskId)).toContain("«Which way?» was answered: left");
});

test("the end of a task that is waited for in view is told again when what told it goes out of view", async () => {
  const boss = await runs.beginSupervisor(of);
  const worker = await runs.beginWorker(of, boss);
  const key = world.ids.next();
  await runs.call(of, boss, { tool: "wait_for_tasks", input: { taskIds: [worker.taskId] }, key });
  await runs.send(of, boss, { kind: "tool_overdue", callKey: key });
  await runs.endTurn(of, boss);
  const shown = (await messagesOf(boss.taskId)).length;
  await runs.call(of, worker, { tool: "complete_task", input: { summary: "done" } });
  await runs.endTurn(of, worker);
  await runs.rounds.resumeWaits(of);
  await runs.rounds.assign(of);
  await runs.endTurn(of, boss, { turn: 2 });
  expect(await messagesOf(boss.taskId)).toHaveLength(shown + 1);
  const look = (toMessageIndex: number) =>
    rewinds.askConversation(of, boss.contractId, { toMessageIndex, dryRun: true });
  const ended = { kind: "task", id: worker.taskId, text: "task a task is done" };
  expect(await look(shown - 1)).toMatchObject({ notTakenBack: [ended] });
  expect(await look(shown)).toMatchObject({ notTakenBack: [] });
});

test("going back to the same place twice names the same", async () => {
  const { at, questionId } = await asked("at once");
  const index = await indexOf(at.taskId, "tool_call", "ask_question");
  await back(at.contractId, index);
  await say(of, at.taskId, [{ role: "assistant", content: "to the right" }]);
  await back(at.contractId, index);
  expect(await toldOf(at.taskId)).toContain("ask_question");
  const shown = await rewinds.askConversation(of, at.contractId, { toMessageIndex: index - 1, dryRun: true });
  expect(shown).toMatchObject({ notTakenBack: [{ kind: "answer", id: questionId }], cutCalls: [] });
});

test("a merge that a person did since stands, for the supervisor alone", async () => {
  const boss = await runs.beginSupervisor(of);
  await rewinds.makeCheckpoint(of, boss, 1);
  const worker = await runs.beginWorker(of, boss);
  const other = await runs.beginWorker(of, boss);
  await rewinds.makeCheckpoint(of, worker, 1);
  await rewinds.makeCheckpoint(of, other, 1);
  await runs.call(of, worker, { tool: "complete_task", input: { summary: "done" } });
  await runs.endTurn(of, boss);
  const merging = mergeForPerson(world, principal, { params: { id: worker.taskId } });
  while ((await rewinds.answerMerges(of)) === 0);
  await merging;
  const stands = {
    kind: "merge",
    id: worker.taskId,
    text: expect.stringContaining("was merged by a person") as string,
  };
  const back = { toMessageIndex: 0, dryRun: true } as const;
  const shown = await rewinds.askConversation(of, boss.contractId, back);
  expect(shown).toMatchObject({ notTakenBack: expect.arrayContaining([stands]) as unknown[] });
  await say(of, boss.taskId, [{ role: "assistant", content: "it is merged" }]);
  const later = { byMessageCount: 1, dryRun: true } as const;
  expect(await rewinds.askConversation(of, boss.contractId, later)).toMatchObject({ notTakenBack: [stands] });
  await say(of, boss.taskId, [{ role: "assistant", content: "and that was told" }]);
  expect(await rewinds.askConversation(of, boss.contractId, later)).toMatchObject({ notTakenBack: [] });
  const seen = rewinds.askTask(of, other.taskId, { checkpointNumber: 1, dryRun: true });
  expect(await rewinds.settle(of, seen)).toMatchObject({ notTakenBack: [] });
});
