// One of several forks is kept, and what becomes of the others.
import { addActiveContract, addTask, setTask } from "@makima/testkit/contracts";
import { eventsOf } from "@makima/testkit/events";
import { fork } from "@makima/testkit/forks";
import { addCheckpoint, say } from "@makima/testkit/messages";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { getTask } from "../tasks/tasks.ts";
import { compareForks, keepFork, resumeFromCheckpoint } from "./forks.ts";

const of = await createTestWorld();
const { world, principal } = of;

const read = (id: string) => getTask(world, principal, { params: { id } });
const keep = (id: string) => keepFork(world, principal, { params: { id } });
const compare = (id: string) => compareForks(world, principal, { params: { id } });

/** A task that runs, and three forks of its first checkpoint. */
async function forked(): Promise<{ contractId: string; id: string; forks: string[] }> {
  const { contractId, taskId } = await addActiveContract(of);
  const id = world.ids.next();
  await addTask(of, { contractId, taskId: id, parentTaskId: taskId });
  await setTask(of, { taskId: id, status: "running" });
  await say(of, id, [{ role: "assistant" }]);
  await addCheckpoint(of, { taskId: id, number: 1 });
  const made = await fork(of, id, { count: 3 });
  return { contractId, id, forks: made.map((task) => task.id) };
}

test("those that still work are cancelled, those that have ended stay, and the original goes on", async () => {
  const { contractId, id, forks } = await forked();
  const [first = "", second = "", third = ""] = forks;
  await setTask(of, { taskId: first, status: "done" });
  await setTask(of, { taskId: second, status: "done" });
  await addCheckpoint(of, { taskId: id, number: 2 });
  const [later] = await fork(of, id, { forkFromValue: "2", newTaskName: "later" });
  const { kept, others } = await keep(first);
  expect(kept).toMatchObject({ id: first, status: "done" });
  expect(others.map(({ status }) => status).toSorted()).toEqual(["cancelled", "done"]);
  expect(await read(later?.id ?? "")).toMatchObject({ status: "pending" });
  expect(await read(second)).toMatchObject({ status: "done" });
  expect(await read(third)).toMatchObject({ status: "cancelled", error: "fork-1 was kept" });
  expect(await read(id)).toMatchObject({ status: "running" });
  expect(await eventsOf(of, contractId, "task.kept")).toMatchObject([
    { data: { name: "fork-1", others: ["fork-3"] } },
  ]);
});

test("which one was kept is told when they are compared", async () => {
  const { forks } = await forked();
  const [first = "", second = ""] = forks;
  const keptOf = async () => (await compare(second)).forks.map(({ isKept }) => isKept);
  expect(await keptOf()).toEqual([false, false, false]);
  await keep(second);
  expect(await keptOf()).toEqual([false, true, false]);
  await expect(keep(first)).rejects.toMatchObject({ code: "TASK_FINISHED" });
});

test("forks of the same moment are compared together, those of another apart", async () => {
  const { id, forks } = await forked();
  await addCheckpoint(of, { taskId: id, number: 2 });
  const [later] = await fork(of, id, { forkFromValue: "2", newTaskName: "later" });
  const [first = ""] = forks;
  await say(of, first, [{ role: "assistant", content: "mine" }]);
  const { from, forks: compared } = await compare(first);
  expect(from).toMatchObject({ taskId: id, type: "checkpoint" });
  expect(compared.map(({ task }) => task.id)).toEqual(forks);
  expect(compared.map(({ lastMessage }) => lastMessage)).toEqual(["mine", null, null]);
  // Of the original the newest moment counts.
  expect((await compare(id)).forks.map(({ task }) => task.id)).toEqual([later?.id]);
});

test("what resumes the same checkpoint is no candidate: it is not compared, not cancelled, and not kept", async () => {
  const { id, forks } = await forked();
  const [first = "", second = ""] = forks;
  const cid = (await read(first)).forkedFrom?.checkpointId ?? "";
  const body = { taskName: "goes on", plan: "Go on", includeConversation: true };
  const { task } = await resumeFromCheckpoint(world, principal, { params: { id, cid }, body });
  expect(task.forkedFrom).toEqual({ ...(await read(first)).forkedFrom, way: "resume" });
  expect((await compare(first)).forks.map((each) => each.task.id)).toEqual(forks);
  await keep(first);
  expect(await read(second)).toMatchObject({ status: "cancelled" });
  expect(await read(task.id)).toMatchObject({ status: "pending" });
  await expect(keep(task.id)).rejects.toMatchObject({ code: "NO_FORKS" });
});

test("what is no fork is neither compared nor kept, and what failed is not kept", async () => {
  const { taskId } = await addActiveContract(of);
  await expect(compare(taskId)).rejects.toMatchObject({ code: "NO_FORKS" });
  await expect(keep(taskId)).rejects.toMatchObject({ code: "NO_FORKS" });
  const { forks } = await forked();
  const [first = "", second = ""] = forks;
  await setTask(of, { taskId: first, status: "failed" });
  await expect(keep(first)).rejects.toMatchObject({ code: "TASK_FINISHED" });
  expect(await read(second)).toMatchObject({ status: "pending" });
});
