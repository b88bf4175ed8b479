// What stays on a machine that is away: it is told, and in nobody's way.
import {
  addHaving,
  beginAhead,
  bundle,
  checkpoint,
  commit,
  hideMachines,
  loseMachine,
  placeOf,
} from "@makima/testkit/lost-machines";
import { say } from "@makima/testkit/messages";
import {
  beginSupervisor,
  beginWorker,
  call,
  commandsTo,
  endTurn,
  look,
  promptsOf,
  type RunAt,
  rounds,
  taskOf,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { beforeEach, expect, test } from "vitest";
import { getConversation } from "../history/history.ts";
import { answerQuestion } from "../questions/questions.ts";
import { listRestorations } from "../resumption/resumption.ts";
import { messageTask } from "../tasks/tasks.ts";

const of = await createTestWorld();
const { world, principal } = of;

beforeEach(() => hideMachines(of));

/** The command that begins it on another machine. */
async function startElsewhere(run: RunAt) {
  const other = await addHaving(of, run);
  expect(await placeOf(of, run)).toBe(other);
  return (await commandsTo(of, other, "start_run"))[0];
}

/** Both machines are lost then. */
async function goElsewhereAndBeLost(run: RunAt): Promise<void> {
  await loseMachine(of, run);
  const daemonId = await addHaving(of, run);
  expect(await placeOf(of, run)).toBe(daemonId);
  await loseMachine(of, { ...run, daemonId });
}

test("what had not come is left behind, named to the agent, and its number is not used again", async () => {
  const run = await beginSupervisor(of);
  for (const number of [1, 2, 3]) await checkpoint(of, run, number);
  await bundle(of, run, 2);
  await loseMachine(of, run);
  const start = await startElsewhere(run);
  expect(start).toMatchObject({
    ...{ checkpoint: { number: 2, commit: commit("2") }, lastCheckpoint: 3, isMoved: true, isHome: false },
  });
  const left = await look(
    of,
    "select number, left_on from checkpoint where task_id = $1 and left_on is not null",
    [run.taskId],
  );
  expect(left).toEqual([{ number: 3, left_on: run.daemonId }]);
  const [{ result } = { result: null }] = await look<{ result: string }>(
    of,
    "select result_commit as result from task where id = $1",
    [run.taskId],
  );
  expect(result).toBe(commit("2"));
  expect((await promptsOf(of, run.taskId)).at(-1)).toMatch(
    /Work after checkpoint 2 \(\S+Z\) is on machine a machine and not here\./,
  );
  expect((await taskOf(of, run.taskId)).restorations).toBe(1);
});

test("a checkpoint that was to be gone back to and stayed on a lost machine is not asked for elsewhere", async () => {
  const run = await beginAhead(of);
  await look(
    of,
    "update task set restore_checkpoint_id = (select id from checkpoint where task_id = $1 and number = 2) where id = $1",
    [run.taskId],
  );
  await loseMachine(of, run);
  const start = await startElsewhere(run);
  expect(start).toMatchObject({ checkpoint: { commit: commit("1") }, restoreTo: null, isMoved: true });
});

test("a task that is held for a person leaves nothing behind: its machine may be back before the answer", async () => {
  const run = await beginAhead(of);
  await loseMachine(of, run);
  await look(of, "update task set crashes = 100 where id = $1", [run.taskId]);
  await addHaving(of, run);
  expect(await placeOf(of, run)).toBeNull();
  const standing = await look(
    of,
    `select t.blocked is not null as held, t.result_commit as result, k.left_on from task t
     join checkpoint k on k.owner_id = t.owner_id and k.task_id = t.id and k.number = 2 where t.id = $1`,
    [run.taskId],
  );
  expect(standing).toEqual([{ held: true, result: commit("2"), left_on: null }]);
});

/** The prompt, and what was said, as its agent sees it from the head. */
async function seenBy({ taskId }: RunAt): Promise<string[]> {
  const query = { limit: 50, order: "asc" as const };
  const { messages } = await getConversation(world, principal, { params: { id: taskId }, query });
  return messages.map(({ content }) => content);
}

/** A worker with one bundled checkpoint and one that is not, after which a person and the agent spoke; the question between them is answered. */
async function beginWorkerAhead(): Promise<RunAt> {
  const worker = await beginWorker(of, await beginSupervisor(of));
  await say(of, worker.taskId, [{ role: "assistant", content: "before" }]);
  await checkpoint(of, worker, 1);
  await bundle(of, worker, 1);
  await call(of, worker, { tool: "ask_question", input: { question: "Which way?" }, key: "ask" });
  const [{ id } = { id: "" }] = await look<{ id: string }>(of, "select id from question where task_id = $1", [
    worker.taskId,
  ]);
  await answerQuestion(world, principal, { params: { id }, body: { response: "left" } });
  await rounds.bringAnswers(of);
  await messageTask(world, principal, { params: { id: worker.taskId }, body: { text: "mind the gap" } });
  await endTurn(of, worker);
  await rounds.assign(of);
  await say(of, worker.taskId, [{ role: "assistant", content: "after" }]);
  await checkpoint(of, worker, 2);
  return worker;
}

test("a worker goes back to its newest bundle with its conversation, and hears again what a person said since", async () => {
  const worker = await beginWorkerAhead();
  await loseMachine(of, worker);
  const start = await startElsewhere(worker);
  expect(start).toMatchObject({ checkpoint: { commit: commit("1") }, restoreTo: commit("1"), isMoved: true });
  const seen = await seenBy(worker);
  expect(seen.slice(1, -1)).toEqual(["before"]);
  expect(seen.at(-1)).toMatch(/Plan: use_checkpoint\. .* on a machine that is away\./);
  expect(seen.at(-1)).toContain("Which way? → left");
  expect(seen.at(-1)).toContain("mind the gap");
  const query = { limit: 50, taskId: worker.taskId };
  const { items } = await listRestorations(world, principal, { params: { id: worker.contractId }, query });
  expect(items).toMatchObject([
    {
      plan: "use_checkpoint",
      findings: [{ code: "work_left_behind" }],
      lost: { messages: { fromIndex: 2 } },
    },
  ]);
  expect(
    await look(of, "select 1 from message where task_id = $1 and content = 'after'", [worker.taskId]),
  ).toHaveLength(1);
});

test("a worker of which nothing is bundled begins anew, and hears its goal again", async () => {
  const worker = await beginWorker(of, await beginSupervisor(of));
  await say(of, worker.taskId, [{ role: "assistant", content: "lost" }]);
  await loseMachine(of, worker);
  await startElsewhere(worker);
  const seen = await seenBy(worker);
  expect(seen).toHaveLength(1);
  expect(seen[0]).toContain("You are a worker");
  expect(seen[0]).toContain("Plan: start_fresh.");
});

test("a worker that only waited goes back as well when a message wakes it elsewhere, and nothing is counted", async () => {
  const worker = await beginWorkerAhead();
  await call(of, worker, { tool: "ask_question", input: { question: "And then?" } });
  await endTurn(of, worker, { turn: 2 });
  await look(of, "update daemon set status = 'offline' where id = $1", [worker.daemonId]);
  await look(
    of,
    "update run set status = 'ended', idle_since = null, ended_at = app_now(), end_reason = 'parked' where task_id = $1",
    [worker.taskId],
  );
  await look(of, "update task set status = 'waiting' where id = $1", [worker.taskId]);
  await messageTask(world, principal, { params: { id: worker.taskId }, body: { text: "go on" } });
  expect(await startElsewhere(worker)).toMatchObject({ restoreTo: commit("1") });
  const seen = await seenBy(worker);
  expect(seen.slice(1, -1)).toEqual(["before"]);
  for (const part of ["go on", "mind the gap", "Which way? → left", "Your conversation is as it was then"])
    expect(seen.at(-1)).toContain(part);
  expect((await taskOf(of, worker.taskId)).restorations).toBe(0);
});

test("what a task has gone on without binds it to no drained daemon", async () => {
  const run = await beginSupervisor(of);
  await checkpoint(of, run, 1);
  await goElsewhereAndBeLost(run);
  await look(of, "update daemon set drain_asked_at = app_now() where id = $1", [run.daemonId]);
  const third = await addHaving(of, run);
  expect(await placeOf(of, run)).toBe(third);
});

test("a machine that a task comes back to is not asked for what it had of it, which is older than what was left elsewhere", async () => {
  const run = await beginSupervisor(of);
  await goElsewhereAndBeLost(run);
  await look(
    of,
    "update daemon set status = 'online', lease_until = app_now() + interval '1 hour' where id = $1",
    [run.daemonId],
  );
  expect(await placeOf(of, run)).toBe(run.daemonId);
  expect(await commandsTo(of, run.daemonId, "inspect_worktree")).toEqual([]);
  expect((await commandsTo(of, run.daemonId, "start_run")).at(-1)).toMatchObject({ isMoved: true });
});
