// The places that one can go back to, and the tree of what a task has begun.
import { addActiveContract, addTask } from "@makima/testkit/contracts";
import { settleHistories } from "@makima/testkit/events";
import { addCheckpoint, rewindTo, say } from "@makima/testkit/messages";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { statement } from "../db/database.ts";
import { changePhase } from "../supervisors/supervisors.ts";
import { getPositions, getTree } from "./history.ts";

const of = await createTestWorld();
const { world, principal } = of;

const positions = async (taskId: string, query: { limit?: number; cursor?: string | undefined } = {}) =>
  getPositions(world, principal, { params: { id: taskId }, query: { limit: 50, ...query } });
const places = async (taskId: string) =>
  (await positions(taskId)).items.map(({ reason, messageId, messageIndex }) => [
    reason,
    messageId?.split(":")[1] ?? null,
    messageIndex,
  ]);

const FORK = statement(
  "test-fork",
  `with head as (
     insert into segment (owner_id, id, task_id, start_seq, start_index, parent_id, reason)
     select $1, $4, $2, 1, $5::int, v.segment_id, 'fork' from conversation v where v.owner_id = $1 and v.task_id = $3 returning id
   ), moved as (
     update conversation set segment_id = head.id, segment_start_seq = 1, segment_start_index = $5 from head
     where owner_id = $1 and task_id = $2
   )
   update task set forked_from = jsonb_build_object('taskId', $3::uuid, 'type', 'message', 'at', app_now()) where owner_id = $1 and id = $2`,
);

/** Continues the first messages of another task. */
async function fork(at: {
  contractId: string;
  from: string;
  parentTaskId: string;
  length: number;
}): Promise<string> {
  const taskId = world.ids.next();
  await addTask(of, { contractId: at.contractId, taskId, parentTaskId: at.parentTaskId, name: "fork" });
  const values = [principal.ownerId, taskId, at.from, world.ids.next(), at.length];
  await world.db.transaction((tx) => tx.run(FORK, values));
  return taskId;
}

test("checkpoints, ends of phases, rewinds and forks are places, each as it was seen then", async () => {
  const { contractId, taskId } = await addActiveContract(of);
  expect(await places(taskId)).toEqual([]);
  await addCheckpoint(of, { taskId, number: 1 });
  await say(of, taskId, [{ role: "user" }, { role: "assistant" }]);
  await changePhase(world, principal, { params: { id: contractId }, body: { phase: "execute" } });
  await settleHistories(world);
  await say(of, taskId, [{ role: "assistant" }]);
  await rewindTo(of, { taskId, length: 1 });
  await rewindTo(of, { taskId, length: 0 });
  await say(of, taskId, [{ role: "user" }, { role: "assistant" }]);
  const forked = await fork({ contractId, from: taskId, parentTaskId: taskId, length: 2 });
  expect(await places(taskId)).toEqual([
    ["checkpoint", null, -1],
    ["phase_end", "2", 1],
    ["rewind", "3", 2],
    ["fork", "5", 1],
  ]);
  expect((await positions(forked)).items).toMatchObject([
    { reason: "fork", messageId: `${taskId}:5`, messageIndex: 1 },
  ]);
  const phases = (await positions(taskId)).items.map(({ phase }) => phase);
  expect(phases).toEqual(["plan", "plan", "plan", "plan"]);
  const first = await positions(taskId, { limit: 3 });
  const rest = await positions(taskId, { limit: 3, cursor: first.nextCursor ?? "" });
  expect([...first.items, ...rest.items]).toEqual((await positions(taskId)).items);
});

test("a tree holds what was spawned and, under its origin, what was forked", async () => {
  const { contractId, taskId } = await addActiveContract(of);
  const [one, two] = [world.ids.next(), world.ids.next()];
  for (const [id, name] of [
    [one, "one"],
    [two, "two"],
  ] as const)
    await addTask(of, { contractId, taskId: id, parentTaskId: taskId, name });
  const copy = await fork({ contractId, from: one, parentTaskId: taskId, length: 1 });
  const read = (id: string, query: { limit: number; cursor?: string }) =>
    getTree(world, principal, { params: { id }, query });
  const { items } = await read(taskId, { limit: 50 });
  expect(
    items.map(({ taskId: id, relation, depth, fromTaskId }) => [id, relation, depth, fromTaskId]),
  ).toEqual([
    [taskId, "root", 0, null],
    [one, "spawned", 1, taskId],
    [copy, "forked", 2, one],
    [two, "spawned", 1, taskId],
  ]);
  const first = await read(taskId, { limit: 3 });
  const rest = await read(taskId, { limit: 3, cursor: first.nextCursor ?? "" });
  expect([...first.items, ...rest.items]).toEqual(items);
  expect((await read(one, { limit: 50 })).items).toHaveLength(2);
});

test("another owner's places and trees do not exist", async () => {
  const { taskId } = await addActiveContract(of);
  const other = await of.newOwner();
  const input = { params: { id: taskId }, query: { limit: 5 } };
  await expect(getPositions(world, other, input)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(getTree(world, other, input)).rejects.toMatchObject({ code: "NOT_FOUND" });
});
