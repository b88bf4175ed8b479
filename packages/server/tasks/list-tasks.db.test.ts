// Tasks as people see them: in the order of their making, by what they are and what they wait for.
import { addActiveContract, addTask, addTaskWait, setTask } from "@makima/testkit/contracts";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { getTask } from "./get-task.ts";
import { listTasks } from "./list-tasks.ts";

const of = await createTestWorld();
const { world, principal } = of;

const one = await addActiveContract(of);
const other = await addActiveContract(of);
const worker = world.ids.next();
await addTask(of, { contractId: one.contractId, taskId: worker, parentTaskId: one.taskId, name: "Knit" });
await setTask(of, { taskId: worker, status: "running" });
await addTaskWait(of, { taskId: one.taskId, awaited: [worker] });

type Query = Partial<Parameters<typeof listTasks>[2]["query"]>;
const list = (query: Query, who = principal) => listTasks(world, who, { query: { limit: 50, ...query } });
const show = (id: string, who = principal) => getTask(world, who, { params: { id } });

test.each<[Query, readonly string[]]>([
  [{}, [one.taskId, other.taskId, worker]],
  [{ contractId: one.contractId }, [one.taskId, worker]],
  [{ status: "running" }, [worker]],
  [{ kind: "supervisor" }, [one.taskId, other.taskId]],
  [{ daemonId: worker }, []],
])("%j", async (query, found) => {
  expect((await list(query)).items.map(({ id }) => id)).toEqual(found);
});

test("pages follow each other", async () => {
  const first = await list({ limit: 2 });
  const second = await list({ limit: 2, cursor: first.nextCursor ?? "" });
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([one.taskId, other.taskId, worker]);
  expect(second.nextCursor).toBeNull();
});

test("a task says what it is and where it stands", async () => {
  const shown = await show(worker);
  expect(shown).toMatchObject({
    id: worker,
    contractId: one.contractId,
    parentTaskId: one.taskId,
    name: "Knit",
    kind: "worker",
    status: "running",
    epoch: 1,
    baseOn: null,
    dependsOn: [],
    waitingFor: [],
    forkedFrom: null,
    endedAt: null,
  });
  expect(shown.cursor).toBeTypeOf("string");
});

test("a task says what it waits for", async () => {
  expect((await show(one.taskId)).waitingFor).toEqual([{ kind: "tasks", taskIds: [worker] }]);
});

test("a held task says why", async () => {
  await setTask(of, { taskId: other.taskId, status: "waiting", blocked: { reason: "out of quota" } });
  expect((await show(other.taskId)).waitingFor).toEqual([{ kind: "person", reason: "out of quota" }]);
});

test("a task that depends on others waits for those that are open", async () => {
  const needed = [world.ids.next(), world.ids.next()];
  const dependent = world.ids.next();
  const at = { contractId: other.contractId, parentTaskId: other.taskId };
  for (const taskId of needed) await addTask(of, { ...at, taskId });
  await setTask(of, { taskId: needed[0] ?? "", status: "done" });
  await addTask(of, { ...at, taskId: dependent, dependsOn: needed });
  const shown = await show(dependent);
  expect(shown.dependsOn).toEqual(needed);
  expect(shown.waitingFor).toEqual([{ kind: "dependencies", taskIds: [needed[1]] }]);
});

test("another owner's task does not exist", async () => {
  const who = await of.newOwner();
  await expect(show(worker, who)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect((await list({}, who)).items).toEqual([]);
});
