// A rewind step by step: the agent is stopped at a save point and nothing begins meanwhile, what followed is told or taken back, and a run that was
// lost is restored with it.
import { say } from "@makima/testkit/messages";
import * as rewinds from "@makima/testkit/rewinds";
import * as runs from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { getCheckpoints } from "../history/history.ts";
import { getQuestion } from "../questions/questions.ts";
import { getSupervisor } from "../supervisors/supervisors.ts";

const of = await createTestWorld();
const { world, principal } = of;

const noticesOf = (taskId: string) =>
  runs.look<{ text: string }>(
    of,
    `select payload ->> 'text' as text from delivery where task_id = $1 and payload -> 'data' ->> 'kind' = 'rewind' order by number`,
    [taskId],
  );
const rewindRow = async (at: runs.RunAt) =>
  (await runs.look<{ status: string }>(of, "select status from rewind where task_id = $1", [at.taskId]))[0];
const questionOf = (id: string) => getQuestion(world, principal, { params: { id } });
const told = async (at: runs.RunAt) => (await noticesOf(at.taskId)).at(-1)?.text ?? "";

/** It works: a checkpoint is made, then something is said. */
async function working(): Promise<runs.RunAt> {
  const at = await runs.beginSupervisor(of);
  await rewinds.makeCheckpoint(of, at, 1);
  await say(of, at.taskId, [{ role: "assistant", content: "one" }]);
  return at;
}

async function untilAsked(at: runs.RunAt): Promise<void> {
  while ((await rewindRow(at)) === undefined) await runs.look(of, "select pg_sleep(0.005)");
}

async function untilToldToStop(at: runs.RunAt): Promise<void> {
  await untilAsked(at);
  while ((await runs.commandsTo(of, at.daemonId, "cancel_turn")).length === 0) {
    await rewinds.carryOut(of);
    await rewinds.answerHands(of);
  }
}

test("a turn is told to end, no run begins while it is under way, and then the agent goes on from there", async () => {
  const at = await working();
  const asked = rewinds.askTask(of, at.taskId, { checkpointNumber: 1, rewindConversation: true });
  await untilToldToStop(at);
  await rewinds.carryOut(of);
  expect(await runs.commandsTo(of, at.daemonId, "cancel_turn")).toHaveLength(1);
  expect((await runs.taskOf(of, at.taskId)).status).toBe("running");
  await runs.endTurn(of, at, { stopReason: "cancelled" });
  await expect(runs.resume(of, at.taskId)).rejects.toThrow(expect.objectContaining({ code: "REWIND_OPEN" }));
  expect((await runs.taskOf(of, at.taskId)).status).toBe("waiting");
  await runs.rounds.assign(of);
  expect((await runs.taskOf(of, at.taskId)).epoch).toBe(1);
  expect(await rewinds.settle(of, asked)).toMatchObject({ newMessageCount: 1, messagesRemoved: 1 });
  expect(await runs.commandsTo(of, at.daemonId, "stop_run")).toMatchObject([{ reason: "rewound" }]);
  await runs.rounds.assign(of);
  const [, start] = await runs.commandsTo(of, at.daemonId, "start_run");
  expect(start).toMatchObject({ epoch: 3, agentSession: null, hasPast: true });
  expect((await runs.promptsOf(of, at.taskId)).at(-1)).toContain("Go on with your task from here.");
  expect((await runs.taskOf(of, at.taskId)).restorations).toBe(0);
});

test("where the conversation stays, the agent is told what came for it as its turn was stopped", async () => {
  const at = await working();
  await runs.call(of, at, { tool: "list_tasks", key: "unheard" });
  const asked = rewinds.askTask(of, at.taskId, { checkpointNumber: 1 });
  await untilToldToStop(at);
  await runs.endTurn(of, at, { stopReason: "cancelled" });
  await rewinds.settle(of, asked);
  await runs.startAssigned(of, at);
  const prompt = (await runs.promptsOf(of, at.taskId)).at(-1);
  expect(prompt).toContain('"toolCallId":"unheard","toolName":"list_tasks"');
});

test("a turn that does not end has its time, then its run is over", async () => {
  const at = await working();
  const asked = rewinds.askTask(of, at.taskId, { checkpointNumber: 1 });
  await untilToldToStop(at);
  await runs.look(
    of,
    "update rewind set stopping_since = stopping_since - interval '11 seconds' where task_id = $1",
    [at.taskId],
  );
  expect(await rewinds.settle(of, asked)).toMatchObject({ messagesRemoved: 0, filesChanged: 1 });
  const late = { source: 1, role: "assistant" as const, content: "late words" };
  const plain = { toolCallId: null, toolName: null, isError: false, truncated: false, durationMs: null };
  await runs.send(of, at, { kind: "messages", messages: [{ ...late, ...plain }] });
  expect(
    await runs.look(of, "select 1 from message where task_id = $1 and content = 'late words'", [at.taskId]),
  ).toEqual([]);
});

test("a task that ended before it was stopped stays as it is", async () => {
  const boss = await runs.beginSupervisor(of);
  const at = await runs.beginWorker(of, boss);
  await rewinds.makeCheckpoint(of, at, 1);
  const asked = Promise.allSettled([rewinds.askTask(of, at.taskId, { checkpointNumber: 1 })]);
  await untilAsked(at);
  await runs.call(of, at, { tool: "complete_task", input: { summary: "done" } });
  await rewinds.carryOut(of);
  expect(await asked).toMatchObject([{ status: "rejected", reason: { code: "TASK_FINISHED" } }]);
});

/** «Which way?» was answered, «How far?» is open, and a worker was spawned; all of it after the first message. */
async function busy() {
  const at = await runs.beginSupervisor(of);
  await rewinds.makeCheckpoint(of, at, 1);
  const first = await runs.call(of, at, { tool: "ask_question", input: { question: "Which way?" } });
  const [answered] = await runs.look<{ id: string }>(of, "select id from question where task_id = $1", [
    at.taskId,
  ]);
  await runs.look(
    of,
    `update question set status = 'answered', response = '"left"', answered_at = app_now(), ended_at = app_now() where task_id = $1`,
    [at.taskId],
  );
  await runs.rounds.bringAnswers(of);
  const spawned = await runs.call(of, at, { tool: "spawn_task", input: { name: "digger", plan: "dig" } });
  await runs.call(of, at, { tool: "ask_question", input: { question: "How far?" } });
  const [open] = await runs.look<{ id: string }>(
    of,
    "select id from question where task_id = $1 and status = 'pending'",
    [at.taskId],
  );
  await runs.endTurn(of, at);
  return {
    at,
    first,
    answered: answered?.id ?? "",
    open: open?.id ?? "",
    worker: String(spawned.result?.["taskId"]),
  };
}

test("what followed is named and kept; asked again it is a new question that shows the old answer", async () => {
  const { at, answered, open, worker } = await busy();
  const back = { toMessageIndex: 0 };
  const shown = await rewinds.askConversation(of, at.contractId, { ...back, dryRun: true });
  expect(shown).toMatchObject({
    dryRun: true,
    files: [],
    notTakenBack: [{ kind: "answer", id: answered, text: "«Which way?» was answered: left" }],
    openQuestions: [{ questionId: open, question: "How far?" }],
    openTasks: [{ taskId: worker, name: "digger", status: "pending" }],
  });
  await rewinds.settle(of, rewinds.askConversation(of, at.contractId, back));
  for (const words of ["«Which way?» was answered: left", `${open}: How far?`, `digger (${worker}): pending`])
    expect(await told(at)).toContain(words);
  expect((await questionOf(open)).status).toBe("pending");
  await runs.look(of, "update task set status = 'cancelled', ended_at = app_now() where id = $1", [worker]);
  await runs.resume(of, at.taskId);
  const again = await runs.startAssigned(of, at);
  await runs.call(of, again, { tool: "ask_question", input: { question: "Which way?" } });
  await runs.call(of, again, { tool: "ask_question", input: { question: "How far?" } });
  const asked = await runs.look<{ question: string; earlier: unknown }>(
    of,
    "select question, earlier_answer as earlier from question where task_id = $1 order by asked_at",
    [at.taskId],
  );
  expect(asked).toMatchObject([
    { question: "Which way?", earlier: null },
    { question: "How far?", earlier: null },
    { question: "Which way?", earlier: { questionId: answered, response: "left" } },
    { question: "How far?", earlier: null },
  ]);
});

test("by choice what is open is withdrawn and cancelled", async () => {
  const { at, open, worker } = await busy();
  const body = { toMessageIndex: 0, afterPoint: "withdraw" } as const;
  await rewinds.settle(of, rewinds.askConversation(of, at.contractId, body));
  expect((await questionOf(open)).status).toBe("withdrawn");
  expect((await runs.taskOf(of, worker)).status).toBe("cancelled");
  expect(
    await runs.look(of, "select 1 from wait where task_id = $1 and ended_at is null", [at.taskId]),
  ).toEqual([]);
  expect(await told(at)).toContain("Tasks of yours that were cancelled:");
  expect((await getSupervisor(world, principal, { params: { id: at.contractId } })).state).toBe("idle");
});

test("a run that was lost is restored with it, once, and the agent goes on", async () => {
  const at = await working();
  await runs.loseAgent(of, at);
  await runs.rounds.assign(of);
  const asked = rewinds.askTask(of, at.taskId, { checkpointNumber: 1, rewindConversation: true });
  await untilAsked(at);
  await rewinds.carryOut(of);
  await rewinds.answerHands(of);
  await rewinds.carryOut(of);
  expect(await runs.commandsTo(of, at.daemonId, "rewind_worktree")).toEqual([]);
  expect(await runs.answerLooks(of)).toBe(1);
  await rewinds.settle(of, asked);
  expect(await runs.taskOf(of, at.taskId)).toMatchObject({ status: "waiting", restorations: 1 });
  await runs.rounds.assign(of);
  const prompt = (await runs.promptsOf(of, at.taskId)).at(-1);
  expect(prompt).toContain("restoration 1");
  expect(prompt).toContain("A person took you back.");
});

test("with its machine away the code follows the next run; a checkpoint that is there only is refused", async () => {
  const at = await working();
  await runs.endTurn(of, at);
  await runs.look(
    of,
    "update run set status = 'ended', idle_since = null, ended_at = app_now(), end_reason = 'parked' where task_id = $1",
    [at.taskId],
  );
  await runs.look(of, "update daemon set status = 'offline' where id = $1", [at.daemonId]);
  const ask = () => rewinds.askTask(of, at.taskId, { checkpointNumber: 1, rewindConversation: true });
  await expect(ask()).rejects.toThrow(expect.objectContaining({ code: "DAEMON_GONE" }));
  await runs.look(of, "update checkpoint set bundled = true where task_id = $1", [at.taskId]);
  const done = await rewinds.settle(of, ask());
  expect(done).toMatchObject({ filesChanged: 0, newMessageCount: 1 });
  await runs.look(of, "update daemon set status = 'online' where id = $1", [at.daemonId]);
  const [task] = await runs.look<{ to: string | null }>(
    of,
    "select restore_checkpoint_id as to from task where id = $1",
    [at.taskId],
  );
  expect(task?.to).toBe("checkpointId" in done ? done.checkpointId : "");
});

test("discard keeps the way back, and lists it no more", async () => {
  const at = await working();
  await runs.endTurn(of, at);
  const body = { checkpointNumber: 1, preserveMode: "discard" } as const;
  const done = await rewinds.settle(of, rewinds.askTask(of, at.taskId, body));
  const listed = await getCheckpoints(world, principal, { params: { id: at.taskId }, query: { limit: 50 } });
  expect(listed.items.map(({ number }) => number)).toEqual([1]);
  const undoCheckpointId = "undoCheckpointId" in done ? done.undoCheckpointId : "";
  expect(await rewinds.settle(of, rewinds.askTask(of, at.taskId, { undoCheckpointId }))).toMatchObject({
    filesChanged: 1,
  });
});
