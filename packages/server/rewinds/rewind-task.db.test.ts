// A person takes a waiting task back: code, conversation or both; each can be undone, and each undo too.
import { say } from "@makima/testkit/messages";
import * as rewinds from "@makima/testkit/rewinds";
import * as runs from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { readView } from "../history/history.ts";

const of = await createTestWorld();
const { world, principal } = of;
const { ownerId } = principal;

const refused = (code: string) => expect.objectContaining({ code }) as Error;
const undoOf = (answer: unknown): string =>
  typeof answer === "object" && answer !== null && "undoCheckpointId" in answer
    ? String(answer.undoCheckpointId)
    : "";
const contents = async (taskId: string): Promise<string[]> => {
  const { stretches } = await readView(world.db, { ownerId, taskId });
  const shown: string[] = [];
  for (const { fromSeq, toSeq } of stretches)
    for (const { content } of await runs.look<{ content: string }>(
      of,
      "select content from message where task_id = $1 and seq between $2 and $3 order by seq",
      [taskId, fromSeq, toSeq],
    ))
      shown.push(content);
  return shown;
};
const resultOf = async (taskId: string) =>
  (
    await runs.look<{ commit: string }>(of, "select result_commit as commit from task where id = $1", [
      taskId,
    ])
  )[0]?.commit;

/** It waits: a prompt, «one», checkpoint 1, «two», checkpoint 2, «three». */
async function waiting() {
  const at = await runs.beginSupervisor(of);
  await say(of, at.taskId, [{ role: "assistant", content: "one" }]);
  const first = await rewinds.makeCheckpoint(of, at, 1);
  await say(of, at.taskId, [{ role: "assistant", content: "two" }]);
  const second = await rewinds.makeCheckpoint(of, at, 2);
  await say(of, at.taskId, [{ role: "assistant", content: "three" }]);
  await runs.endTurn(of, at);
  return { at, first, second };
}
type Body = Parameters<typeof rewinds.askTask>[2];
type Talk = Parameters<typeof rewinds.askConversation>[2];

test("code and conversation go back, the undo brings them back, and the undo of the undo too", async () => {
  const { at, first } = await waiting();
  const whole = await contents(at.taskId);
  const done = await rewinds.settle(
    of,
    rewinds.askTask(of, at.taskId, { checkpointNumber: 1, rewindConversation: true }),
  );
  expect(done).toMatchObject({
    taskId: at.taskId,
    checkpointId: first,
    filesChanged: 1,
    messagesRemoved: 2,
    newMessageCount: 2,
  });
  expect(await contents(at.taskId)).toEqual(whole.slice(0, 2));
  expect(await resultOf(at.taskId)).toBe(rewinds.commitOf(1));
  const undone = await rewinds.settle(of, rewinds.askTask(of, at.taskId, { undoCheckpointId: undoOf(done) }));
  expect(undone).toMatchObject({ messagesRemoved: 0, messagesRestored: 2, newMessageCount: 4 });
  expect(await contents(at.taskId)).toEqual(whole);
  expect(await resultOf(at.taskId)).toBe(rewinds.commitOf(3));
  const redone = await rewinds.settle(of, rewinds.askTask(of, at.taskId, { checkpointId: undoOf(undone) }));
  expect(redone).toMatchObject({ messagesRemoved: 2, newMessageCount: 2 });
  expect(await contents(at.taskId)).toEqual(whole.slice(0, 2));
  expect(await resultOf(at.taskId)).toBe(rewinds.commitOf(4));
});

test("where nothing was in view, the undo of an undo goes back to nothing", async () => {
  const { at } = await waiting();
  const whole = await contents(at.taskId);
  const done = await rewinds.settle(
    of,
    rewinds.askConversation(of, at.contractId, { byMessageCount: whole.length }),
  );
  expect(await contents(at.taskId)).toEqual([]);
  const undone = await rewinds.settle(of, rewinds.askTask(of, at.taskId, { undoCheckpointId: undoOf(done) }));
  expect(await contents(at.taskId)).toEqual(whole);
  const redone = await rewinds.settle(
    of,
    rewinds.askTask(of, at.taskId, { undoCheckpointId: undoOf(undone) }),
  );
  expect(redone).toMatchObject({ newMessageCount: 0 });
  expect(await contents(at.taskId)).toEqual([]);
});

test.each<[string, Body, string]>([
  ["no checkpoint at all", {}, "VALIDATION"],
  ["two ways to name one", { checkpointNumber: 1, checkpointSha: "0000000" }, "SEVERAL_SELECTORS"],
  ["a number that is not there", { checkpointNumber: 7 }, "UNKNOWN_CHECKPOINT"],
  ["a negative number", { checkpointNumber: -1 }, "UNKNOWN_CHECKPOINT"],
  ["a commit that is none of its checkpoints", { checkpointSha: "abcdef1" }, "UNKNOWN_CHECKPOINT"],
  ["a beginning of several commits", { checkpointSha: "0000000" }, "UNKNOWN_CHECKPOINT"],
  ["a branch without a name", { checkpointNumber: 1, preserveMode: "branch" }, "VALIDATION"],
  ["a name without a branch", { checkpointNumber: 1, branchName: "x" }, "VALIDATION"],
])("%s is refused, and nothing moves", async (_, body, code) => {
  const { at } = await waiting();
  const before = await contents(at.taskId);
  await expect(rewinds.askTask(of, at.taskId, body)).rejects.toThrow(refused(code));
  expect(await contents(at.taskId)).toEqual(before);
  expect(await runs.look(of, "select 1 from rewind where task_id = $1", [at.taskId])).toEqual([]);
});

test.each<[string, Talk, string]>([
  ["a negative count", { byMessageCount: -1 }, "NEGATIVE_COUNT"],
  ["more than there is", { byMessageCount: 5 }, "REWIND_PAST_BEGINNING"],
  ["a time before it began", { toTimestamp: "2001-01-01T00:00:00Z" }, "REWIND_PAST_BEGINNING"],
  ["an index behind the last", { toMessageIndex: 4 }, "UNKNOWN_INDEX"],
  ["a negative index", { toMessageIndex: -1 }, "UNKNOWN_INDEX"],
  ["two points", { toMessageIndex: 1, byMessageCount: 1 }, "SEVERAL_SELECTORS"],
  ["what is no message", { toMessageId: "nonsense" }, "FOREIGN_MESSAGE"],
  ["a point before every checkpoint", { toMessageIndex: 0, rewindCode: true }, "NO_CHECKPOINT"],
])("a conversation to %s: refused, and nothing moves", async (_, body, code) => {
  const { at } = await waiting();
  const before = await contents(at.taskId);
  await expect(rewinds.askConversation(of, at.contractId, body)).rejects.toThrow(refused(code));
  expect(await contents(at.taskId)).toEqual(before);
  expect(await rewinds.openHands(of)).toEqual([]);
});

test("checkpoints and messages of another task are refused, and so is what is out of view", async () => {
  const { at } = await waiting();
  const other = await waiting();
  for (const body of [{ checkpointId: other.first }, { undoCheckpointId: other.first }])
    await expect(rewinds.askTask(of, at.taskId, body)).rejects.toThrow(refused("UNKNOWN_CHECKPOINT"));
  const talk = (toMessageId: string) => rewinds.askConversation(of, at.contractId, { toMessageId });
  await expect(talk(`${other.at.taskId}:2`)).rejects.toThrow(refused("FOREIGN_MESSAGE"));
  const back = await rewinds.settle(of, rewinds.askConversation(of, at.contractId, { byMessageCount: 2 }));
  expect(back).toMatchObject({ messagesRemoved: 2, newMessageCount: 2, codeRewound: false });
  await expect(talk(`${at.taskId}:4`)).rejects.toThrow(refused("MESSAGE_OUT_OF_VIEW"));
  const kept = await rewinds.settle(of, talk(`${at.taskId}:1`));
  expect(kept).toMatchObject({ messagesRemoved: 1, newMessageCount: 1 });
});

test.each(["COMMIT_GONE", "BRANCH_NAME_INVALID", "BRANCH_EXISTS"])(
  "what the daemon sees first, %s, stops nobody and moves nothing",
  async (code) => {
    const { at } = await waiting();
    const body = { checkpointNumber: 1, preserveMode: "branch", branchName: "x" } as const;
    const asked = rewinds.askTask(of, at.taskId, body);
    const outcome = Promise.allSettled([asked]);
    for (let hands = 0; hands === 0; ) {
      await rewinds.carryOut(of);
      hands = await rewinds.answerHands(of, { ok: false, code, message: "no" });
    }
    await rewinds.carryOut(of);
    expect(await outcome).toMatchObject([{ status: "rejected", reason: { code } }]);
    expect((await runs.taskOf(of, at.taskId)).epoch).toBe(1);
    expect(
      await runs.look(of, "select 1 from run where task_id = $1 and status = 'idle'", [at.taskId]),
    ).toHaveLength(1);
  },
);

test("two at once: the second one is refused and told of the first", async () => {
  const { at } = await waiting();
  const first = rewinds.askTask(of, at.taskId, { checkpointNumber: 1 });
  for (let open = 0; open === 0; )
    open = (await runs.look(of, "select 1 from rewind where task_id = $1", [at.taskId])).length;
  const second = rewinds.askTask(of, at.taskId, { checkpointNumber: 2 });
  await expect(second).rejects.toThrow(refused("REWIND_OPEN"));
  expect(await rewinds.settle(of, first)).toMatchObject({ filesChanged: 1 });
});

test("what is over stays as it is: a finished task, and a merged one, which can be forked", async () => {
  const boss = await runs.beginSupervisor(of);
  const worker = await runs.beginWorker(of, boss);
  await rewinds.makeCheckpoint(of, worker, 1);
  const rewind = () => rewinds.askTask(of, worker.taskId, { checkpointNumber: 1 });
  await runs.call(of, worker, { tool: "complete_task", input: { summary: "done" } });
  await expect(rewind()).rejects.toThrow(refused("TASK_FINISHED"));
  await runs.look(of, "update task set merged_commit = result_commit where id = $1", [worker.taskId]);
  await expect(rewind()).rejects.toThrow(refused("TASK_MERGED"));
});
