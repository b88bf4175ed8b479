// Forks at the store: which code and which words a fork gets, that nothing is copied, and that what cannot be forked moves nothing.
import type { NewFork } from "@makima/protocol/forks";
import { addActiveContract, addQuestion, addTask, setTask } from "@makima/testkit/contracts";
import { databaseNow, fork } from "@makima/testkit/forks";
import { addCheckpoint, rewindTo, type Said, say } from "@makima/testkit/messages";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { statement } from "../db/database.ts";
import { getCheckpoints, getConversation, pastMessages } from "../history/history.ts";
import { appendEvents, SERVER } from "../journal/journal.ts";
import { retryTask } from "../tasks/tasks.ts";

const of = await createTestWorld();
const { world, principal } = of;
const { ownerId } = principal;

const words = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, n) => `m${from + n}`);
const counted = (from: number, to: number): Said[] =>
  words(from, to).map((content) => ({ role: "assistant", content }));

const read = (id: string) =>
  getConversation(world, principal, { params: { id }, query: { limit: 200, order: "asc" } });
const contents = async (id: string) => (await read(id)).messages.map(({ content }) => content);
const checkpointsOf = async (id: string) =>
  (await getCheckpoints(world, principal, { params: { id }, query: { limit: 50 } })).items;

type Body = Partial<NewFork>;
const forkOne = async (id: string, body: Body) => {
  const [made] = await fork(of, id, body);
  if (made === undefined) throw new Error("there is one fork");
  return made;
};
const atMessage = (id: string, seq: number): Body => ({
  forkFromType: "message",
  forkFromValue: `${id}:${seq}`,
});

/** A worker that runs: m1 m2 m3, checkpoint 1, m4 m5 m6, checkpoint 2, m7. */
async function worker(): Promise<{ contractId: string; supervisorId: string; id: string }> {
  const { contractId, taskId: supervisorId } = await addActiveContract(of);
  const id = world.ids.next();
  await addTask(of, { contractId, taskId: id, parentTaskId: supervisorId, name: "routes" });
  await setTask(of, { taskId: id, status: "running" });
  await say(of, id, counted(1, 3));
  await addCheckpoint(of, { taskId: id, number: 1 });
  await say(of, id, counted(4, 6));
  await addCheckpoint(of, { taskId: id, number: 2 });
  await say(of, id, counted(7, 7));
  return { contractId, supervisorId, id };
}

const COUNT = statement("count-messages", "select count(*)::int as count from message where owner_id = $1");
const messagesStored = async () => (await world.db.row<{ count: number }>(COUNT, [ownerId]))?.count;
const FIRST_ITEMS = statement(
  "first-items",
  "select kind, payload ->> 'text' as text from delivery where owner_id = $1 and task_id = $2 order by number",
);
const itemsOf = (id: string) => world.db.rows<{ kind: string; text: string }>(FIRST_ITEMS, [ownerId, id]);

test("a fork of a running task at a checkpoint has its code and the words up to it, and copies nothing", async () => {
  const { id, supervisorId } = await worker();
  const [first] = await checkpointsOf(id);
  const before = { stored: await messagesStored(), words: await contents(id) };
  const made = await forkOne(id, { forkFromValue: first?.id ?? "", newTaskPlan: "Try it otherwise" });
  expect(made).toMatchObject({
    name: "fork",
    plan: "Try it otherwise",
    kind: "worker",
    status: "pending",
    parentTaskId: supervisorId,
    dependsOn: [],
    baseOn: { taskId: id, checkpointId: first?.id },
    forkedFrom: { taskId: id, type: "checkpoint", checkpointId: first?.id, messageId: `${id}:3` },
  });
  expect(await contents(made.id)).toEqual(["m1", "m2", "m3"]);
  expect({ stored: await messagesStored(), words: await contents(id) }).toEqual(before);
  await say(of, made.id, [{ role: "assistant", content: "own" }]);
  expect(await contents(made.id)).toEqual(["m1", "m2", "m3", "own"]);
  expect(await contents(id)).toEqual(before.words);
  const past = await pastMessages(world.db, { ownerId, taskId: made.id, beforeSeq: 1 });
  expect(past.map(({ content }) => content)).toEqual(["m1", "m2", "m3"]);
});

test("at a message the code is of the newest checkpoint at or before it, and the words go up to it", async () => {
  const { id } = await worker();
  const [one, two] = await checkpointsOf(id);
  const cases = [
    [3, one?.id],
    [5, one?.id],
    [6, two?.id],
    [7, two?.id],
  ] as const;
  for (const [seq, checkpointId] of cases) {
    const made = await forkOne(id, atMessage(id, seq));
    expect(made.forkedFrom).toMatchObject({ type: "message", messageId: `${id}:${seq}`, checkpointId });
    expect(await contents(made.id)).toEqual(words(1, seq));
  }
});

test("at a time the words go up to it, also within the same task after a rewind", async () => {
  const { id } = await worker();
  const { messages } = await read(id);
  await world.clock.sleep(3);
  await rewindTo(of, { taskId: id, length: 2 });
  await say(of, id, counted(8, 9));
  const at = messages.at(-1)?.createdAt ?? "";
  const made = await forkOne(id, { forkFromType: "timestamp", forkFromValue: at });
  expect(await contents(made.id)).toEqual(messages.map(({ content }) => content));
  const late = await forkOne(id, { forkFromType: "timestamp", forkFromValue: await databaseNow(of) });
  expect(await contents(late.id)).toEqual(["m1", "m2", "m8", "m9"]);
});

test("where nothing was said since a rewind, a fork names the last message that is in view", async () => {
  const { id } = await worker();
  await rewindTo(of, { taskId: id, length: 2 });
  await addCheckpoint(of, { taskId: id, number: 3 });
  const atTime: Body = { forkFromType: "timestamp", forkFromValue: await databaseNow(of) };
  for (const body of [{ forkFromValue: "3" }, atTime]) {
    const made = await forkOne(id, body);
    expect(made.forkedFrom).toMatchObject({ messageId: `${id}:2` });
    expect(await contents(made.id)).toEqual(["m1", "m2"]);
  }
});

test("what went out of view by a rewind can be forked still", async () => {
  const { id } = await worker();
  await rewindTo(of, { taskId: id, length: 2 });
  await say(of, id, counted(8, 8));
  expect(await contents((await forkOne(id, atMessage(id, 5))).id)).toEqual(["m1", "m2", "m3", "m4", "m5"]);
  expect(await contents((await forkOne(id, atMessage(id, 8))).id)).toEqual(["m1", "m2", "m8"]);
});

test("after the code went back, the code of then is what it went back to", async () => {
  const { id, contractId } = await worker();
  const [one, two] = await checkpointsOf(id);
  const data = { name: "routes", checkpointId: one?.id };
  await world.db.transaction((tx) =>
    appendEvents(tx, { ownerId, contractId }, [
      { type: "code.rewound", actor: SERVER, taskId: id, phase: "plan", data },
    ]),
  );
  await say(of, id, counted(8, 8));
  expect((await forkOne(id, atMessage(id, 7))).baseOn).toEqual({ taskId: id, checkpointId: two?.id });
  expect((await forkOne(id, atMessage(id, 8))).baseOn).toEqual({ taskId: id, checkpointId: one?.id });
  await addCheckpoint(of, { taskId: id, number: 3 });
  const [, , three] = await checkpointsOf(id);
  await say(of, id, counted(9, 9));
  expect((await forkOne(id, atMessage(id, 9))).baseOn).toEqual({ taskId: id, checkpointId: three?.id });
});

test("without the conversation a fork begins with its plan alone", async () => {
  const { id } = await worker();
  const made = await forkOne(id, { includeConversation: false });
  expect(await contents(made.id)).toEqual([]);
  const [notice, goal] = await itemsOf(made.id);
  expect(notice?.text).toContain("was left out");
  expect(goal?.text).toContain("Task: fork");
});

test("several at once are numbered, and each is told that it is one of them", async () => {
  const { id, contractId } = await worker();
  const made = await fork(of, id, { count: 3, newTaskName: "try", branchName: "try/it" });
  expect(made.map(({ name, branch }) => [name, branch])).toEqual([
    ["try-1", "try/it-1"],
    ["try-2", "try/it-2"],
    ["try-3", "try/it-3"],
  ]);
  const [notice] = await itemsOf(made[0]?.id ?? "");
  expect(notice?.text).toContain("one of 3 forks");
  const events = await world.db.rows(
    statement(
      "forked-events",
      "select data from event where owner_id = $1 and contract_id = $2 and type = 'task.forked'",
    ),
    [ownerId, contractId],
  );
  expect(events).toMatchObject([{ data: { name: "routes", forks: ["try-1", "try-2", "try-3"] } }]);
});

test("a fork is told which questions are the original's", async () => {
  const { id, contractId } = await worker();
  const questionId = await addQuestion(of, { contractId, taskId: id });
  await say(of, id, counted(8, 8));
  const made = await forkOne(id, atMessage(id, 8));
  const [notice] = await itemsOf(made.id);
  expect(notice).toMatchObject({ kind: "fork" });
  expect(notice?.text).toContain(`Which way? (${questionId}): still open`);
});

test("a fork of a supervisor is a worker of that supervisor", async () => {
  const { contractId, taskId } = await addActiveContract(of);
  await setTask(of, { taskId, status: "running" });
  await say(of, taskId, counted(1, 1));
  await addCheckpoint(of, { taskId, number: 1 });
  const made = await forkOne(taskId, {});
  expect(made).toMatchObject({ contractId, kind: "worker", parentTaskId: taskId });
  expect((await itemsOf(made.id))[0]?.text).toContain("you are a worker");
});

test("forks of forks, twenty levels deep, read as one conversation", async () => {
  const { id } = await worker();
  let at = id;
  let whole = words(1, 7);
  for (let level = 0; level < 20; level++) {
    const made = await forkOne(at, { forkFromType: "timestamp", forkFromValue: await databaseNow(of) });
    await setTask(of, { taskId: made.id, status: "running" });
    await say(of, made.id, [{ role: "assistant", content: `level ${level}` }]);
    await addCheckpoint(of, { taskId: made.id, number: 1 });
    whole = [...whole, `level ${level}`];
    at = made.id;
  }
  expect(await contents(at)).toEqual(whole);
  // A message of the oldest is one of this conversation too, with the code of then.
  const back = await forkOne(at, atMessage(id, 3));
  expect(back.forkedFrom).toMatchObject({ taskId: at });
  expect(back.baseOn).toMatchObject({ taskId: id });
  expect(await contents(back.id)).toEqual(["m1", "m2", "m3"]);
});

test("a fork that failed is tried again from the same moment, and waits for nobody", async () => {
  const { id } = await worker();
  const made = await forkOne(id, atMessage(id, 5));
  await setTask(of, { taskId: made.id, status: "failed" });
  await say(of, made.id, counted(9, 9));
  const again = await retryTask(world, principal, { params: { id: made.id } });
  expect(again).toMatchObject({ dependsOn: [], baseOn: made.baseOn, forkedFrom: made.forkedFrom });
  expect(await contents(again.id)).toEqual(words(1, 5));
  expect((await itemsOf(again.id)).map(({ kind }) => kind)).toEqual(["fork", "goal"]);
});

test("a finished task can be forked", async () => {
  const { id } = await worker();
  await setTask(of, { taskId: id, status: "done" });
  expect(await forkOne(id, {})).toMatchObject({ status: "pending" });
});
