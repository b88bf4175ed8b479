// A person takes up a supervisor or a task: each mode does what it says, a dry run changes nothing, and what cannot be done is refused by name.
import { addDaemon, addTaskWait, setTask } from "@makima/testkit/contracts";
import * as runs from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { cancelContract, getSupervisor } from "../supervisors/supervisors.ts";
import { listRestorations, resumeSupervisor, resumeTask } from "./resumption.ts";

const of = await createTestWorld();
const { world, principal } = of;

type Body = Partial<Parameters<typeof resumeSupervisor>[2]["body"]>;
const resume = ({ contractId }: { contractId: string }, body: Body) =>
  resumeSupervisor(world, principal, { params: { id: contractId }, body: { dryRun: false, ...body } });
const resumeWorker = (at: runs.RunAt, body: Partial<Parameters<typeof resumeTask>[2]["body"]> = {}) =>
  resumeTask(world, principal, { params: { id: at.taskId }, body: { dryRun: false, ...body } });
const supervisorOf = ({ contractId }: runs.RunAt) =>
  getSupervisor(world, principal, { params: { id: contractId } });
const reports = async ({ contractId }: runs.RunAt) =>
  (await listRestorations(world, principal, { params: { id: contractId }, query: { limit: 50 } })).items;
const refused = (code: string) => expect.objectContaining({ code }) as Error;

/** It waits, with one checkpoint made before its last message. */
async function waitingSupervisor(): Promise<runs.RunAt> {
  const at = await runs.beginSupervisor(of);
  const commit = "1".repeat(40);
  const made = { number: 1, commit, tree: commit, message: "m", reason: "turn_end" as const };
  await runs.send(of, at, {
    kind: "checkpoint",
    checkpoint: { ...made, filesChanged: 1, linesAdded: 1, linesRemoved: 0, warnings: [] },
  });
  await runs.call(of, at, { tool: "report_progress", input: { progress: 40, activity: "half" } });
  await runs.endTurn(of, at);
  return at;
}

const checkpointsOf = (at: runs.RunAt) =>
  runs.look<{ id: string; number: number }>(
    of,
    "select id, number from checkpoint where task_id = $1 order by number",
    [at.taskId],
  );

async function restored(at: runs.RunAt): Promise<runs.RunAt> {
  await runs.rounds.assign(of);
  expect(await runs.answerLooks(of)).toBe(1);
  return runs.startAssigned(of, at);
}

test("continue begins a turn, keeps the waits, and is no restoration", async () => {
  const at = await waitingSupervisor();
  const worker = await runs.beginWorker(of, at);
  await addTaskWait(of, { taskId: at.taskId, awaited: [worker.taskId] });
  const answer = await resume(at, { resumeMode: "continue", additionalContext: "mind the tests" });
  expect(answer).toMatchObject({
    supervisorTaskId: at.taskId,
    daemonId: at.daemonId,
    resumedFrom: { phase: "plan" },
    restoration: { restorationCount: 0, waitingTasksCount: 1, spawnedTasksCount: 1 },
    report: null,
  });
  await runs.rounds.assign(of);
  expect((await runs.promptsOf(of, at.taskId)).at(-1)).toContain("mind the tests");
  expect((await supervisorOf(at)).pendingTaskIds).toEqual([worker.taskId]);
  expect(await reports(at)).toEqual([]);
});

test("restart_phase: an empty conversation, the same progress and work, its waits for tasks closed by name, its questions open", async () => {
  const at = await waitingSupervisor();
  const worker = await runs.beginWorker(of, at, { name: "the long one" });
  await addTaskWait(of, { taskId: at.taskId, awaited: [worker.taskId] });
  const answer = await resume(at, { resumeMode: "restart_phase", additionalContext: "begin small" });
  expect(answer).toMatchObject({
    restoration: { restorationCount: 1 },
    report: { plan: "start_fresh", source: "manual", reason: "A person chose it." },
  });
  await restored(at);
  expect((await runs.commandsTo(of, at.daemonId, "inspect_worktree")).at(-1)).toMatchObject({
    keep: { number: 2, reason: "before_rewind", evenIfSame: true },
  });
  const prompt = (await runs.promptsOf(of, at.taskId)).at(-1);
  expect(prompt).toMatch(/^You are the supervisor/);
  for (const told of ["begin small", "the long one", "restoration 1"]) expect(prompt).toContain(told);
  expect(await supervisorOf(at)).toMatchObject({
    progress: 40,
    messageCount: 1,
    restorationCount: 1,
    restorationSource: "manual",
    pendingTaskIds: [],
  });
  expect(await runs.taskOf(of, worker.taskId)).toMatchObject({ status: "running" });
});

test("from_checkpoint goes back to the newest that passes, and the way back is a checkpoint too", async () => {
  const at = await waitingSupervisor();
  const before = await supervisorOf(at);
  await resume(at, { resumeMode: "from_checkpoint" });
  await runs.rounds.assign(of);
  const commit = "2".repeat(40);
  const kept = {
    number: 2,
    commit,
    tree: commit,
    message: "m",
    reason: "before_rewind",
    filesChanged: 0,
    linesAdded: 0,
    linesRemoved: 0,
  };
  await runs.answerLooks(of, { kept });
  const second = await runs.startAssigned(of, at);
  expect((await runs.commandsTo(of, at.daemonId, "start_run")).at(-1)).toMatchObject({
    restoreTo: "1".repeat(40),
  });
  expect((await supervisorOf(at)).messageCount).toBeLessThan(before.messageCount);
  await runs.endTurn(of, second);
  const [, undo] = await checkpointsOf(at);
  await resume(at, { resumeMode: "from_checkpoint", checkpointId: undo?.id ?? "" });
  await restored(at);
  expect((await runs.commandsTo(of, at.daemonId, "start_run")).at(-1)).toMatchObject({ restoreTo: commit });
  // the prompt of the restoration stands behind what was there before
  expect((await supervisorOf(at)).messageCount).toBe(before.messageCount + 1);
});

test("a dry run gives the report of what would be done and changes nothing", async () => {
  const at = await waitingSupervisor();
  const rows = () =>
    runs.look(of, "select version, state from supervisor where contract_id = $1", [at.contractId]);
  const before = await rows();
  const dry = await resume(at, { resumeMode: "restart_phase", dryRun: true });
  expect(dry).toMatchObject({
    status: "waiting",
    report: { plan: "start_fresh", lost: { messages: { fromIndex: 0 } } },
  });
  expect(await rows()).toEqual(before);
  await runs.loseAgent(of, at);
  expect(await resume(at, { dryRun: true })).toMatchObject({ report: { plan: "proceed" } });
  expect(await reports(at)).toEqual([]);
});

test("another alternative of the report is taken by its plan", async () => {
  const at = await waitingSupervisor();
  await runs.loseAgent(of, at);
  const [checkpoint] = await checkpointsOf(at);
  expect(await resume(at, { plan: "use_checkpoint" })).toMatchObject({
    report: { plan: "use_checkpoint", checkpointId: checkpoint?.id },
  });
  await restored(at);
  expect(await reports(at)).toMatchObject([{ plan: "use_checkpoint", source: "manual", number: 1 }]);
});

test("an interrupted worker goes on where it was told to, with what it was told", async () => {
  const boss = await runs.beginSupervisor(of);
  const at = await runs.beginWorker(of, boss);
  await runs.loseAgent(of, at);
  const answer = await resumeWorker(at, { targetDaemonId: at.daemonId, additionalContext: "quickly" });
  expect(answer).toMatchObject({ id: at.taskId, report: { plan: "proceed", source: "manual" } });
  await restored(at);
  expect((await runs.promptsOf(of, at.taskId)).at(-1)).toContain("quickly");
  expect(await runs.taskOf(of, at.taskId)).toMatchObject({ status: "running", restorations: 1 });
});

test("a running one is not taken up, a waiting one has nothing to restore", async () => {
  const at = await runs.beginSupervisor(of);
  for (const resumeMode of ["continue", "restart_phase", "from_checkpoint"])
    await expect(resume(at, { resumeMode })).rejects.toEqual(refused("ALREADY_RUNNING"));
  await runs.endTurn(of, at);
  await expect(resume(at, { dryRun: true })).rejects.toEqual(refused("NOTHING_TO_RESTORE"));
  await expect(resume(at, { resumeMode: "from_checkpoint" })).rejects.toEqual(refused("NO_CHECKPOINT"));
});

test("bad input gets its own code", async () => {
  const at = await waitingSupervisor();
  const other = await waitingSupervisor();
  const [foreign] = await checkpointsOf(other);
  const away = await addDaemon(of);
  const bad: [Body, string][] = [
    [{ resumeMode: "sideways" }, "INVALID_RESUME_MODE"],
    [{}, "INVALID_RESUME_MODE"],
    [{ resumeMode: "continue", checkpointId: foreign?.id ?? "" }, "VALIDATION"],
    [{ resumeMode: "from_checkpoint", checkpointId: foreign?.id ?? "" }, "UNKNOWN_CHECKPOINT"],
    [{ resumeMode: "continue", targetDaemonId: away }, "DAEMON_GONE"],
    [{ resumeMode: "continue", targetDaemonId: world.ids.next() }, "NOT_FOUND"],
  ];
  for (const [body, code] of bad) await expect(resume(at, body)).rejects.toEqual(refused(code));
});

test("what never ran, is over, or is another owner's is not taken up", async () => {
  const ready = await runs.addReadyContract(of);
  await expect(resume(ready, { resumeMode: "continue" })).rejects.toEqual(refused("NEVER_RAN"));
  const at = await waitingSupervisor();
  const stranger = await of.newOwner();
  const input = { params: { id: at.contractId }, body: { resumeMode: "continue", dryRun: false } };
  await expect(resumeSupervisor(world, stranger, input)).rejects.toEqual(refused("NOT_FOUND"));
  await cancelContract(world, principal, { params: { id: at.contractId }, body: {} });
  await expect(resume(at, { resumeMode: "continue" })).rejects.toEqual(refused("CONTRACT_OVER"));
  const done = await runs.beginWorker(of, await runs.beginSupervisor(of));
  await setTask(of, { taskId: done.taskId, status: "done" });
  await expect(resumeWorker(done)).rejects.toEqual(refused("TASK_FINISHED"));
});
