// Who goes first where there is not room for all, and that nobody is kept behind those for whom there is none.
import { addTask, type Standing } from "@makima/testkit/contracts";
import { asked, checkpoint } from "@makima/testkit/lost-machines";
import {
  addReadyContract,
  addReadyContracts,
  beginSupervisor,
  commandsTo,
  endTurn,
  look,
  loseAgent,
  startAssigned,
  taskOf,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { messageTask } from "../tasks/tasks.ts";
import { assignTasks } from "./assign-tasks.ts";
import { dueTasks, waitingToRestore } from "./due-tasks.ts";

const of = await createTestWorld({ MAKIMA_CONTRACT_TASKS: "3" });
const { world, principal } = of;
const round = () => assignTasks.round(world);

const due = async (): Promise<string[]> =>
  (await dueTasks(world.db, { perContract: 3 })).map(({ taskId }) => taskId);
const setDaemon = (id: string, change: string) => look(of, `update daemon set ${change} where id = $1`, [id]);
const setContract = (id: string, change: string) =>
  look(of, `update contract set ${change} where id = $1`, [id]);
/** Nothing of an earlier test is in the way. */
const clear = () => look(of, "update daemon set status = 'offline'");

async function addWorkers({ contractId, taskId }: Standing, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => world.ids.next());
  for (const id of ids) await addTask(of, { contractId, taskId: id, parentTaskId: taskId });
  return ids;
}
const tasksOf = (contracts: readonly Standing[]): string[] => contracts.map(({ taskId }) => taskId);
const started = async (daemonId: string): Promise<unknown[]> =>
  (await commandsTo(of, daemonId, "start_run")).map(({ taskId }) => taskId);

test("one whose person waits comes before a higher priority, and that before the older one", async () => {
  await clear();
  const contracts = await addReadyContracts(of, 3);
  const [old, important, awaited] = contracts;
  if (!old || !important || !awaited) throw new Error("there are three");
  await setContract(important.contractId, "priority = 9");
  await messageTask(world, principal, { params: { id: awaited.taskId }, body: { text: "hurry" } });
  expect(await due()).toEqual(tasksOf([awaited, important, old]));
  await setDaemon(old.daemonId, "max_tasks = 2");
  expect(await due()).toEqual(tasksOf([awaited, important]));
  await round();
  expect(await started(old.daemonId)).toEqual(tasksOf([awaited, important]));
});

test("a supervisor comes before workers, and contracts take turns", async () => {
  await clear();
  const [many, few, late] = await addReadyContracts(of, 3);
  if (!many || !few || !late) throw new Error("there are three");
  await setDaemon(many.daemonId, "max_tasks = 2");
  await round();
  await setDaemon(many.daemonId, "max_tasks = 20");
  const ofMany = await addWorkers(many, 5);
  const ofFew = await addWorkers(few, 2);
  const order = await due();
  expect(order).toEqual([late.taskId, ofMany[0], ofFew[0], ofMany[1], ofFew[1], ofMany[2]]);
});

test("so many workers of a contract have a turn at a time, and its supervisor beside them", async () => {
  await clear();
  const boss = await beginSupervisor(of, { maxTasks: 20 });
  const workers = await addWorkers(boss, 5);
  await round();
  await round();
  expect(await started(boss.daemonId)).toEqual([boss.taskId, ...workers.slice(0, 3)]);
  expect(await due()).toEqual([]);
  const first = { ...boss, taskId: workers[0] ?? "" };
  await endTurn(of, await startAssigned(of, first));
  await round();
  expect(await started(boss.daemonId)).toHaveLength(5);
});

test("a daemon is asked for so many starts at once, and turns of agents that are up go on meanwhile", async () => {
  await clear();
  const [up, ...rest] = await addReadyContracts(of, 4, { maxTasks: 20 });
  if (up === undefined) throw new Error("there are four");
  await setDaemon(up.daemonId, "starts_at_once = 1");
  await endTurn(of, await startAssigned(of, up));
  await round();
  await messageTask(world, principal, { params: { id: up.taskId }, body: { text: "go on" } });
  await round();
  expect(await started(up.daemonId)).toHaveLength(2);
  expect(await commandsTo(of, up.daemonId, "begin_turn")).toHaveLength(1);
  const starting = await Promise.all(
    rest.map(async (at) => ({ at, status: (await taskOf(of, at.taskId)).status })),
  );
  const next = starting.find(({ status }) => status === "starting");
  if (next !== undefined) await startAssigned(of, next.at);
  await round();
  expect(await started(up.daemonId)).toHaveLength(3);
});

test("a daemon whose memory is short starts nothing until it has room again", async () => {
  await clear();
  const at = await addReadyContract(of);
  await setDaemon(at.daemonId, "strain = '3 MB of memory are free'");
  expect(await due()).toEqual([]);
  await round();
  expect((await taskOf(of, at.taskId)).status).toBe("pending");
  await setDaemon(at.daemonId, "strain = null");
  await round();
  expect((await taskOf(of, at.taskId)).status).toBe("starting");
});

test("a crowd that no daemon can take keeps nobody waiting", async () => {
  await clear();
  const crowded = await addReadyContract(of, { maxTasks: 0 });
  await setContract(crowded.contractId, "priority = 9");
  await addWorkers(crowded, 60);
  const free = await addReadyContract(of);
  expect(await due()).toEqual([free.taskId]);
});

test("what is bound to a drained home keeps nobody waiting, and is due again when that home is not drained any more", async () => {
  await clear();
  const bound = await beginSupervisor(of);
  await checkpoint(of, bound, 1);
  await loseAgent(of, bound);
  await setContract(bound.contractId, "priority = 9");
  await setDaemon(bound.daemonId, "status = 'offline', drain_asked_at = app_now()");
  const free = await addReadyContract(of);
  await asked(of, bound, { daemonId: free.daemonId, isThere: true });
  await setDaemon(free.daemonId, "max_tasks = 1");
  expect(await due()).toEqual([free.taskId]);
  await setDaemon(bound.daemonId, "status = 'online', drain_asked_at = null");
  expect(await due()).toEqual([bound.taskId, free.taskId]);
});

test("a task that only waited when its process was lost needs no daemon at all", async () => {
  await clear();
  const at = await beginSupervisor(of);
  await endTurn(of, at);
  await loseAgent(of, at);
  await setDaemon(at.daemonId, "status = 'offline'");
  expect(await due()).toEqual([]);
  expect(await waitingToRestore(world.db, { holdAfter: 5 })).toEqual([
    { ownerId: principal.ownerId, taskId: at.taskId },
  ]);
  await round();
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "waiting", restorations: 1 });
  expect(await waitingToRestore(world.db, { holdAfter: 5 })).toEqual([]);
});
