// A branch is made by the home's hands: what they are asked, and what a person is told of what came of it.
import { answerHands } from "@makima/testkit/answer-hands";
import { eventsOf } from "@makima/testkit/events";
import { addCheckpoint } from "@makima/testkit/messages";
import { beginSupervisor, type RunAt } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { branchFromTask } from "./forks.ts";

const of = await createTestWorld();
const { world, principal } = of;

/** Asks for a branch at checkpoint 1, and has the daemon say this of it. */
async function ask({ taskId, daemonId }: RunAt, result: Parameters<typeof answerHands>[1]["result"]) {
  const asked = branchFromTask(world, principal, {
    params: { id: taskId },
    body: { fromType: "checkpoint", fromValue: "1", branchName: "try/it" },
  });
  const answer = asked.then(
    (value) => value,
    (error: unknown) => error,
  );
  const payload = await answerHands(of, { daemonId, kind: "make_branch", result });
  return { answer: await answer, payload };
}

const commit = "0".repeat(40);

test("it is asked of the home, answered with its checkpoint, and told on the timeline", async () => {
  const at = await beginSupervisor(of);
  await addCheckpoint(of, { taskId: at.taskId, number: 1 });
  const { answer, payload } = await ask(at, { ok: true, value: { branchName: "try/it", commit } });
  expect(payload).toMatchObject({ branchName: "try/it", commit, checkpoint: { number: 1 } });
  const [made] = await eventsOf(of, at.contractId, "branch.made");
  expect(made).toMatchObject({ data: { branch: "try/it", commit, number: 1 } });
  expect(answer).toEqual({ branchName: "try/it", commit, checkpointId: made?.data["checkpointId"] });
});

test.each([
  ["BRANCH_EXISTS", "BRANCH_EXISTS"],
  ["RESULT_MISSING", "COMMIT_GONE"],
  ["FETCH_FAILED", "DAEMON_FAILED"],
])("what the daemon calls %s is told as %s, and nothing is on the timeline", async (code, told) => {
  const at = await beginSupervisor(of);
  await addCheckpoint(of, { taskId: at.taskId, number: 1 });
  const { answer } = await ask(at, { ok: false, code, message: "because" });
  expect(answer).toMatchObject({ code: told, message: "because" });
  expect(await eventsOf(of, at.contractId, "branch.made")).toEqual([]);
});
