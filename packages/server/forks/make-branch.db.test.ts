// A branch is made by the home's hands: what they are asked, and what a person is told of what came of it.
import { eventsOf } from "@makima/testkit/events";
import { addCheckpoint } from "@makima/testkit/messages";
import { beginSupervisor, look, type RunAt } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { recordHands } from "../calls/calls.ts";
import { branchFromTask } from "./forks.ts";

const of = await createTestWorld();
const { world, principal } = of;
const { ownerId } = principal;

/** Asks for a branch at checkpoint 1, and has the daemon say this of it. */
async function ask(
  at: RunAt,
  result: { ok: true; value: unknown } | { ok: false; code: string; message: string },
) {
  const asked = branchFromTask(world, principal, {
    params: { id: at.taskId },
    body: { fromType: "checkpoint", fromValue: "1", branchName: "try/it" },
  });
  const answer = asked.then(
    (value) => value,
    (error: unknown) => error,
  );
  const find = () =>
    look<{ id: string; payload: Record<string, unknown> }>(
      of,
      "select id, payload from command where daemon_id = $1 and kind = 'make_branch' and finished_at is null",
      [at.daemonId],
    );
  await expect.poll(find).toHaveLength(1);
  const [command] = await find();
  const record = { kind: "command_done" as const, commandId: command?.id ?? "", result };
  await recordHands(world, { ownerId, daemonId: at.daemonId, record });
  return { answer: await answer, payload: command?.payload };
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
