// A conversation that is taken back again and again: what shows nothing is no part of its chain, and what shows something is read at once.
import { addActiveContract } from "@makima/testkit/contracts";
import { say } from "@makima/testkit/messages";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import type { Reader } from "../db/database.ts";
import { moveHead } from "../tasks/tasks.ts";
import { readView, scanMessages, type View } from "./history.ts";

const of = await createTestWorld();
const { world, principal } = of;
const { ownerId } = principal;

const REWINDS = 300;
const viewOf = (taskId: string): Promise<View> => readView(world.db, { ownerId, taskId });

/** Leaves `count` messages in view, as a rewind names them: as they are seen from the head. */
async function backTo(taskId: string, count: number): Promise<void> {
  const keep = { segmentId: (await viewOf(taskId)).headId, count };
  await world.db.transaction((tx) =>
    moveHead(tx, { ids: world.ids, of: { ownerId, taskId, epoch: 0 }, head: { keep, reason: "rewind" } }),
  );
}

async function read(taskId: string): Promise<{ contents: string[]; statements: number }> {
  const view = await viewOf(taskId);
  let statements = 0;
  const counting: Reader = {
    ...world.db,
    rows: (...asked) => {
      statements += 1;
      return world.db.rows(...asked);
    },
  };
  const range = { order: "asc", roles: ["assistant"], fromIndex: 0, toIndex: view.messageCount - 1 } as const;
  const seen = await scanMessages(counting, view, { ...range, limit: view.messageCount });
  return { contents: seen.map(({ row }) => row.content), statements };
}

const words = (content: string) => ({ role: "assistant", content });

test("300 rewinds of what was just said leave a chain of two segments", async () => {
  const { taskId } = await addActiveContract(of);
  await say(of, taskId, [words("first"), words("second")]);
  for (let round = 0; round < REWINDS; round += 1) {
    if (round % 2 === 0) await say(of, taskId, [words(`said in ${round}`)]);
    await backTo(taskId, 2);
  }
  expect((await viewOf(taskId)).segments).toHaveLength(2);
  expect((await read(taskId)).contents).toEqual(["first", "second"]);
});

test("300 rewinds of which each leaves a message are read with one statement", async () => {
  const { taskId } = await addActiveContract(of);
  const kept: string[] = [];
  for (let round = 0; round < REWINDS; round += 1) {
    await say(of, taskId, [words(`kept ${round}`), words(`taken back ${round}`)]);
    kept.push(`kept ${round}`);
    await backTo(taskId, kept.length);
  }
  expect((await viewOf(taskId)).segments).toHaveLength(REWINDS + 1);
  expect(await read(taskId)).toEqual({ contents: kept, statements: 1 });
});

test("what few of the stretches hold is looked for in more and more of them", async () => {
  const { taskId } = await addActiveContract(of);
  await say(of, taskId, [words("the one that is wanted")]);
  for (let round = 1; round <= 40; round += 1) {
    await say(of, taskId, [{ role: "thinking" }, { role: "thinking" }]);
    await backTo(taskId, round + 1);
  }
  const view = await viewOf(taskId);
  const range = { fromIndex: 0, toIndex: view.messageCount - 1, limit: 1 };
  const found = await scanMessages(world.db, view, { ...range, order: "desc", roles: ["assistant"] });
  expect(found.map(({ row, index }) => [row.content, index])).toEqual([["the one that is wanted", 0]]);
});
