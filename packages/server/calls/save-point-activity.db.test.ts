// What people read at each save point, and what none of them resets: progress, and waits that are open.
import {
  beginSupervisor,
  beginWorker,
  call,
  endTurn,
  look,
  type RunAt,
  rounds,
  send,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { answerQuestion } from "../questions/questions.ts";
import {
  cancelContract,
  changePhase,
  getSupervisor,
  pauseContract,
  startContract,
} from "../supervisors/supervisors.ts";
import { createTask } from "../tasks/tasks.ts";

const of = await createTestWorld();
const { world, principal } = of;

const stateOf = ({ contractId }: RunAt) => getSupervisor(world, principal, { params: { id: contractId } });
const paramsOf = ({ contractId }: RunAt) => ({ params: { id: contractId }, body: {} });
const tool = (at: RunAt, name: string, input: object) => call(of, at, { tool: name, input: { ...input } });

async function ask(at: RunAt, question: string): Promise<string> {
  await tool(at, "ask_question", { question, choices: ["left", "right"] });
  const [asked] = await look<{ id: string }>(
    of,
    "select id from question where task_id = $1 and question = $2",
    [at.taskId, question],
  );
  return asked?.id ?? "";
}
const answer = (id: string) =>
  answerQuestion(world, principal, { params: { id }, body: { response: "left" } });

/** In the middle of its work: 40 %, and it waits for a worker. */
async function halfway(): Promise<RunAt & { workerId: string }> {
  const at = await beginSupervisor(of);
  const { taskId: workerId } = await beginWorker(of, at, { name: "blue" });
  await tool(at, "report_progress", { progress: 40, activity: "Plans" });
  await tool(at, "wait_for_tasks", { taskIds: [workerId] });
  return { ...at, workerId };
}

test.each<[string, (at: RunAt) => Promise<unknown>, string]>([
  ["spawning", (at) => tool(at, "spawn_task", { name: "red", plan: "Make it red" }), "Spawned task red"],
  [
    "spawning by a person",
    ({ contractId }) =>
      createTask(world, principal, {
        body: { contractId, name: "green", plan: "Make it green", kind: "worker", dependsOn: [] },
      }),
    "Spawned task green",
  ],
  [
    "a change of phase",
    (at) => tool(at, "change_phase", { phase: "execute", summary: "It is planned" }),
    "Phase changed to execute",
  ],
  [
    "a change of phase by a person",
    (at) => changePhase(world, principal, { ...paramsOf(at), body: { phase: "execute" } }),
    "Phase changed to execute",
  ],
  ["asking", (at) => ask(at, "Which way?"), "Asks: Which way?"],
  ["an answer", async (at) => answer(await ask(at, "Which way?")), "Resumed after an answer"],
  ["a pause", (at) => pauseContract(world, principal, paramsOf(at)), "Paused"],
  [
    "the end of a pause",
    async (at) => [
      await pauseContract(world, principal, paramsOf(at)),
      await startContract(world, principal, paramsOf(at)),
    ],
    "Goes on after a pause",
  ],
])("%s is told, and keeps progress and waits", async (_, change, currentActivity) => {
  const at = await halfway();
  await change(at);
  expect(await stateOf(at)).toMatchObject({
    state: "working",
    currentActivity,
    progress: 40,
    pendingTaskIds: [at.workerId],
  });
});

test("one of several answers does not end the wait for people, the last one does", async () => {
  const at = await beginSupervisor(of);
  const [first, last] = [await ask(at, "Which way?"), await ask(at, "How far?")];
  await endTurn(of, at);
  await answer(first);
  await rounds.bringAnswers(of);
  expect(await stateOf(at)).toMatchObject({
    state: "waiting_for_user",
    currentActivity: "Asks: How far?",
    pendingQuestions: [{ id: last }],
  });
  await answer(last);
  expect(await stateOf(at)).toMatchObject({
    state: "working",
    currentActivity: "Resumed after an answer",
    pendingQuestions: [],
  });
});

test("a worker's answer is not the supervisor's", async () => {
  const at = await halfway();
  const worker = { ...at, taskId: at.workerId };
  await answer(await ask(worker, "Which shade?"));
  expect(await stateOf(at)).toMatchObject({ currentActivity: "Waits for blue", pendingQuestions: [] });
});

test("a cancelled contract's supervisor has failed at once, and says by whom", async () => {
  const at = await beginSupervisor(of);
  const cancelled = await cancelContract(world, principal, { ...paramsOf(at), body: { reason: "too dear" } });
  expect(cancelled.supervisor).toMatchObject({ state: "failed", currentActivity: "Cancelled" });
  expect(await stateOf(at)).toMatchObject({
    state: "failed",
    errorMessage: "cancelled by a person: too dear",
  });
});

test("a completed message moves the last activity, and the version stays", async () => {
  const at = await beginSupervisor(of);
  const before = await stateOf(at);
  const nothing = { toolCallId: null, toolName: null, toolInput: null, isError: false, truncated: false };
  const said = {
    source: 1,
    role: "assistant" as const,
    content: "It goes well",
    durationMs: null,
    ...nothing,
  };
  await send(of, at, { kind: "messages", messages: [said] });
  const { lastActivity, messageCount, ...after } = await stateOf(at);
  expect(lastActivity > before.lastActivity).toBe(true);
  expect(messageCount).toBe(before.messageCount + 1);
  expect(before).toMatchObject(after);
});

test.each([-1, 101, 40.5, "40", null])(
  "a progress of %j is refused, and nothing is changed",
  async (progress) => {
    const at = await halfway();
    const called = await tool(at, "report_progress", { progress, activity: "Boasts" });
    expect(called).toMatchObject({ isError: true, result: { code: "VALIDATION" } });
    expect(await stateOf(at)).toMatchObject({ progress: 40, currentActivity: "Waits for blue" });
    const refused = look(of, "update supervisor set progress = $2::int where contract_id = $1", [
      at.contractId,
      101,
    ]);
    await expect(refused).rejects.toMatchObject({ code: "23514" });
  },
);

test.each([
  ["execute", "plan", "PHASE_ORDER"],
  ["plan", "review", "UNKNOWN_PHASE"],
])("from %s a person's change to %s is refused as %s, and nothing is changed", async (from, phase, code) => {
  const at = await beginSupervisor(of);
  if (from !== "plan") await changePhase(world, principal, { ...paramsOf(at), body: { phase: from } });
  const before = await stateOf(at);
  const refused = changePhase(world, principal, { ...paramsOf(at), body: { phase } });
  await expect(refused).rejects.toMatchObject({ code });
  const { lastActivity: _, ...same } = await stateOf(at);
  expect(before).toMatchObject(same);
});
