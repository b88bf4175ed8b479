// Moments that are none: each is refused with its own code, and nothing moves.
import { addActiveContract, addTask, setTask } from "@makima/testkit/contracts";
import { databaseNow, fork } from "@makima/testkit/forks";
import { addCheckpoint, type Said, say } from "@makima/testkit/messages";
import { createTestWorld } from "@makima/testkit/world";
import { beforeAll, expect, test } from "vitest";
import { statement } from "../db/database.ts";
import { branchFromTask, resumeFromCheckpoint } from "./forks.ts";

const of = await createTestWorld();
const { world, principal } = of;
const { ownerId } = principal;

const UNKNOWN = "01900000-0000-7000-8000-000000000000";
const said: Said[] = [{ role: "assistant" }, { role: "assistant" }];

let contractId: string;
let id: string;
let other: string;
let young: string;
let otherCheckpoint: string;

beforeAll(async () => {
  const at = await addActiveContract(of);
  contractId = at.contractId;
  [id, other, young] = [world.ids.next(), world.ids.next(), world.ids.next()];
  for (const taskId of [id, other, young])
    await addTask(of, { contractId, taskId, parentTaskId: at.taskId, name: "routes" });
  for (const taskId of [id, other]) {
    await setTask(of, { taskId, status: "running" });
    await say(of, taskId, said);
    await addCheckpoint(of, { taskId, number: 1 });
  }
  const found = await world.db.row<{ id: string }>(
    statement("checkpoint-of-other", "select id from checkpoint where owner_id = $1 and task_id = $2"),
    [ownerId, other],
  );
  otherCheckpoint = found?.id ?? "";
});

const TASKS = statement(
  "count-all",
  `select (select count(*) from task where owner_id = $1)::int as tasks, (select count(*) from segment where owner_id = $1)::int as segments,
     (select count(*) from event where owner_id = $1)::int as events`,
);
const standing = () => world.db.row(TASKS, [ownerId]);

test.each<[string, () => Promise<unknown>, string]>([
  [
    "a checkpoint of another task",
    () => fork(of, id, { forkFromValue: otherCheckpoint }),
    "UNKNOWN_CHECKPOINT",
  ],
  ["a number that no checkpoint has", () => fork(of, id, { forkFromValue: "7" }), "UNKNOWN_CHECKPOINT"],
  ["a checkpoint that is no id", () => fork(of, id, { forkFromValue: "newest" }), "VALIDATION"],
  [
    "a message of another conversation",
    () => fork(of, id, { forkFromType: "message", forkFromValue: `${other}:1` }),
    "FOREIGN_MESSAGE",
  ],
  [
    "a message that is not there",
    () => fork(of, id, { forkFromType: "message", forkFromValue: `${id}:9` }),
    "FOREIGN_MESSAGE",
  ],
  [
    "a message that is no id",
    () => fork(of, id, { forkFromType: "message", forkFromValue: "the last" }),
    "FOREIGN_MESSAGE",
  ],
  [
    "a time before the beginning",
    () => fork(of, id, { forkFromType: "timestamp", forkFromValue: "2001-01-01T00:00:00.000Z" }),
    "POINT_BEFORE_BEGINNING",
  ],
  [
    "a time in the future",
    () => fork(of, id, { forkFromType: "timestamp", forkFromValue: "2999-01-01T00:00:00.000Z" }),
    "POINT_IN_FUTURE",
  ],
  ["no time", () => fork(of, id, { forkFromType: "timestamp", forkFromValue: "yesterday" }), "VALIDATION"],
  ["an agent that nobody has", () => fork(of, id, { agent: "nobody" }), "UNKNOWN_AGENT"],
  ["a branch name that is none", () => fork(of, id, { branchName: "a..b" }), "BRANCH_NAME_INVALID"],
  [
    "a name that has no room for its number",
    () => fork(of, id, { newTaskName: "n".repeat(199), count: 3 }),
    "VALIDATION",
  ],
  [
    "a task that never ran",
    async () => fork(of, young, { forkFromType: "timestamp", forkFromValue: await databaseNow(of) }),
    "NOTHING_TO_FORK",
  ],
  ["no task", () => fork(of, UNKNOWN), "NOT_FOUND"],
  [
    "a resume from another task's checkpoint",
    () =>
      resumeFromCheckpoint(world, principal, {
        params: { id, cid: otherCheckpoint },
        body: { taskName: "n", plan: "p", includeConversation: true },
      }),
    "UNKNOWN_CHECKPOINT",
  ],
  [
    "a branch where no checkpoint was yet",
    async () => {
      await setTask(of, { taskId: young, status: "running" });
      await say(of, young, said);
      return branchFromTask(world, principal, {
        params: { id: young },
        body: { fromType: "message", fromValue: `${young}:1`, branchName: "b" },
      });
    },
    "NO_CHECKPOINT",
  ],
  [
    "a fork where neither worktree nor checkpoint was yet",
    () => fork(of, young, { forkFromType: "message", forkFromValue: `${young}:1` }),
    "NOTHING_TO_FORK",
  ],
])("%s is refused, and nothing moves", async (_, ask, code) => {
  const before = await standing();
  await expect(ask()).rejects.toMatchObject({ code });
  expect(await standing()).toEqual(before);
});

test("a contract that is over has no more forks", async () => {
  const at = await addActiveContract(of);
  await setTask(of, { taskId: at.taskId, status: "running" });
  await addCheckpoint(of, { taskId: at.taskId, number: 1 });
  await world.db.transaction((tx) =>
    tx.run(
      statement("end-contract", "update contract set status = 'cancelled' where owner_id = $1 and id = $2"),
      [ownerId, at.contractId],
    ),
  );
  await expect(fork(of, at.taskId)).rejects.toMatchObject({ code: "CONTRACT_OVER" });
});

test("another owner's task does not exist", async () => {
  const stranger = await of.newOwner();
  const theirs = { ...stranger, scope: "owner" as const };
  await expect(fork({ world, principal: theirs }, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
});
