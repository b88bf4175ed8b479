// The rounds of two servers at once: what follows from a row follows once.
import { addCheckedDraft, addDaemon, addDraft, addTask, setTask } from "@makima/testkit/contracts";
import { eventsOf } from "@makima/testkit/events";
import {
  beginSupervisor,
  beginWorker,
  call,
  endTurn,
  look,
  type RunAt,
  taskOf,
  waitingItems,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { cancelContract, changePhase, startContract } from "../supervisors/supervisors.ts";
import { retryTask } from "../tasks/tasks.ts";
import { beginContracts } from "./begin-contracts.ts";
import { checkRepositories } from "./check-repositories.ts";
import { endTasks } from "./end-tasks.ts";
import { parkRuns } from "./park-runs.ts";
import type { Reconciler } from "./reconciler.ts";
import { resumeWaits } from "./resume-waits.ts";
import { tellPhase } from "./tell-phase.ts";

const of = await createTestWorld({ MAKIMA_PARK_AFTER_MS: "0" });
const second = await createTestWorld({}, of.database);
const { world, principal } = of;

const race = async (reconciler: Reconciler) => {
  await Promise.all([0, 1, 2].flatMap(() => [of, second].map((server) => reconciler.round(server.world))));
};
const end = (at: RunAt, taskId: string, status = "done") => setTask(of, { taskId, status }).then(() => at);

async function addWorkers(at: RunAt, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => world.ids.next());
  for (const taskId of ids)
    await addTask(of, {
      contractId: at.contractId,
      taskId,
      parentTaskId: at.taskId,
      name: `n${ids.indexOf(taskId)}`,
    });
  return ids;
}
const waitFor = (at: RunAt, taskIds: readonly string[], mode: string) =>
  call(of, at, { tool: "wait_for_tasks", input: { taskIds, mode }, key: `${mode}${taskIds.length}` });
const namesIn = (payload: Record<string, unknown>) =>
  (payload["results"] as { name: string }[]).map(({ name }) => name);

test("a contract gets one supervisor", async () => {
  const contractId = await addCheckedDraft(of);
  await startContract(world, principal, { params: { id: contractId } });
  await race(beginContracts);
  expect(await look(of, "select kind from task where contract_id = $1", [contractId])).toEqual([
    { kind: "supervisor" },
  ]);
  expect(await look(of, "select state from supervisor where contract_id = $1", [contractId])).toHaveLength(1);
});

test("a repository is looked at once, and again only after a while when that failed", async () => {
  const contractId = await addDraft(of);
  await addDaemon(of, { status: "online" });
  const asked = async () =>
    (
      await look(of, "select 1 from command where contract_id = $1 and kind = 'check_repository'", [
        contractId,
      ])
    ).length;
  await race(checkRepositories);
  expect(await asked()).toBe(1);
  await look(
    of,
    `update command set result = '{"ok":false,"code":"X","message":"m"}', finished_at = app_now() where contract_id = $1`,
    [contractId],
  );
  await race(checkRepositories);
  expect(await asked()).toBe(1);
  await look(of, "update command set finished_at = finished_at - interval '6 s' where contract_id = $1", [
    contractId,
  ]);
  await race(checkRepositories);
  expect(await asked()).toBe(2);
  await look(of, "update daemon set status = 'offline' where owner_id = $1 and status = 'online'", [
    principal.ownerId,
  ]);
});

test.each(["all", "any"])("a wait for %s of the tasks ends once, with what has ended", async (mode) => {
  const at = await beginSupervisor(of);
  const [one = "", two = ""] = await addWorkers(at, 2);
  const waiting = await waitFor(at, [one, two], mode);
  expect(waiting.status).toBe("open");
  await end(at, one);
  await race(resumeWaits);
  const early = await waitFor(at, [one, two], mode);
  expect(early.status).toBe(mode === "any" ? "done" : "open");
  await end(at, two, "failed");
  await race(resumeWaits);
  const { result } = await waitFor(at, [one, two], mode);
  expect(namesIn(result ?? {})).toEqual(["n0", "n1"]);
  const settled = await look(of, "select 1 from message where task_id = $1 and role = 'tool_result'", [
    at.taskId,
  ]);
  expect(settled).toHaveLength(1);
});

test("what had ended already is the call's result at once", async () => {
  const at = await beginSupervisor(of);
  const [one = ""] = await addWorkers(at, 1);
  await end(at, one);
  expect(await waitFor(at, [one], "all")).toMatchObject({ status: "done", result: { status: "done" } });
  await endTurn(of, at);
  await race(resumeWaits);
  expect(await waitingItems(of, at.taskId)).toEqual([]);
});

test("the same tasks waited for anew are told once", async () => {
  const at = await beginSupervisor(of);
  const [one = "", two = ""] = await addWorkers(at, 2);
  await waitFor(at, [one], "all");
  await waitFor(at, [one, two], "all");
  await endTurn(of, at);
  expect(
    await look(of, "select 1 from wait where task_id = $1 and ended_at is null", [at.taskId]),
  ).toHaveLength(1);
});

test("ends that nobody waited for are told once, and not while a turn runs", async () => {
  const at = await beginSupervisor(of);
  const [one = "", two = ""] = await addWorkers(at, 2);
  await end(at, one);
  await race(resumeWaits);
  expect(await waitingItems(of, at.taskId)).toEqual([]);
  await endTurn(of, at);
  await race(resumeWaits);
  await end(at, two);
  await race(resumeWaits);
  const items = await waitingItems(of, at.taskId);
  expect(items.map(({ kind, payload }) => [kind, ...namesIn(payload)])).toEqual([
    ["news", "n0"],
    ["news", "n1"],
  ]);
});

test("a phase that a person changed is told once", async () => {
  const at = await beginSupervisor(of);
  await changePhase(world, principal, {
    params: { id: at.contractId },
    body: { phase: "execute", feedback: "do it" },
  });
  await race(tellPhase);
  await race(tellPhase);
  expect(await waitingItems(of, at.taskId)).toMatchObject([
    { kind: "phase", payload: { oldPhase: "plan", newPhase: "execute", feedback: "do it" } },
  ]);
});

test("no task outlives its contract, and each ends once", async () => {
  const at = await beginSupervisor(of);
  const worker = await beginWorker(of, at);
  await waitFor(at, [worker.taskId], "all");
  await cancelContract(world, principal, { params: { id: at.contractId }, body: {} });
  await race(endTasks);
  await race(endTasks);
  for (const { taskId } of [at, worker]) expect((await taskOf(of, taskId)).status).toBe("cancelled");
  expect(await eventsOf(of, at.contractId, "task.cancelled")).toHaveLength(2);
  expect(await eventsOf(of, at.contractId, "run.ended")).toHaveLength(2);
  expect(await look(of, "select 1 from wait where task_id = $1 and ended_at is null", [at.taskId])).toEqual(
    [],
  );
  const again = retryTask(world, principal, { params: { id: worker.taskId } });
  await expect(again).rejects.toMatchObject({ code: "CONTRACT_NOT_ACTIVE" });
});

test("an idle agent is parked once, with its consent", async () => {
  const at = await beginSupervisor(of);
  await endTurn(of, at);
  await race(parkRuns);
  const runs = await look(of, "select end_reason, ended_in_turn from run where task_id = $1", [at.taskId]);
  expect(runs).toEqual([{ end_reason: "parked", ended_in_turn: false }]);
  expect(await eventsOf(of, at.contractId, "run.ended")).toHaveLength(1);
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "waiting", restorations: 0 });
});
