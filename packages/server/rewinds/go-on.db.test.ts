// Nobody is left standing behind a rewind: a worker that waits for nothing gets its next turn, and one that waits for an answer does not.
import * as rewinds from "@makima/testkit/rewinds";
import * as runs from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";

const of = await createTestWorld();

async function working(): Promise<runs.RunAt> {
  const at = await runs.beginWorker(of, await runs.beginSupervisor(of));
  await rewinds.makeCheckpoint(of, at, 1);
  return at;
}

const instructionsOf = async ({ taskId }: runs.RunAt): Promise<unknown[]> =>
  (await runs.waitingItems(of, taskId))
    .filter(({ kind }) => kind === "instruction")
    .map(({ payload }) => payload["text"]);

const GO_ON = "Go on with your task from here.";

test("a turn that ends by itself while the rewind is open is followed by another one", async () => {
  const at = await working();
  const asked = rewinds.askTask(of, at.taskId, { checkpointNumber: 1 });
  while ((await runs.look(of, "select 1 from rewind where task_id = $1", [at.taskId])).length === 0);
  await runs.endTurn(of, at);
  await rewinds.settle(of, asked);
  expect(await instructionsOf(at)).toEqual([GO_ON]);
  await runs.rounds.assign(of);
  expect((await runs.promptsOf(of, at.taskId)).at(-1)).toContain(GO_ON);
});

test("a worker whose open question is withdrawn goes on without its answer, and one whose question stays waits for it", async () => {
  for (const afterPoint of ["withdraw", "keep"] as const) {
    const at = await working();
    await runs.call(of, at, { tool: "ask_question", input: { question: "Which way?" } });
    await runs.endTurn(of, at);
    const back = { checkpointNumber: 1, rewindConversation: true, afterPoint };
    await rewinds.settle(of, rewinds.askTask(of, at.taskId, back));
    expect(await instructionsOf(at)).toEqual(afterPoint === "withdraw" ? [GO_ON] : []);
  }
});

test("when the rewind cannot be done, a turn that ended meanwhile is followed by another one too", async () => {
  const at = await working();
  const asked = Promise.allSettled([rewinds.askTask(of, at.taskId, { checkpointNumber: 1 })]);
  while ((await rewinds.openHands(of)).every(({ kind }) => kind !== "preview_rewind"))
    await rewinds.carryOut(of);
  await runs.endTurn(of, at);
  await rewinds.answerHands(of, { ok: false, code: "COMMIT_GONE", message: "it is gone" });
  await rewinds.carryOut(of);
  expect(await asked).toMatchObject([{ status: "rejected", reason: { code: "COMMIT_GONE" } }]);
  expect(await instructionsOf(at)).toEqual([expect.stringContaining("Nothing has moved.")]);
});
