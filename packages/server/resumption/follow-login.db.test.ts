// A login that is over is asked about once for all tasks of that agent on that daemon, and its answer holds for all of them.
import {
  addReadyContracts,
  choose,
  commandsTo,
  endTurn,
  look,
  type RunAt,
  rounds,
  startAssigned,
  taskOf,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { listQuestions } from "../questions/questions.ts";
import { cancelContract } from "../supervisors/supervisors.ts";
import { readTask } from "../tasks/tasks.ts";

const of = await createTestWorld();
const { world, principal } = of;
const { ownerId } = principal;

const refuse = (at: RunAt) =>
  endTurn(of, at, { error: "its own words", fault: { kind: "login", resetAt: null } });

/** Supervisors of three contracts on one daemon, all refused: none of them has asked yet. */
async function refusedThree(): Promise<RunAt[]> {
  const runs: RunAt[] = [];
  for (const at of await addReadyContracts(of, 3)) runs.push(await startAssigned(of, at));
  for (const at of runs) await refuse(at);
  return runs;
}

const settle = async (): Promise<void> => {
  await rounds.settleRecoveries(of);
  await rounds.askAboutRefusals(of);
  await rounds.followLogins(of);
  await rounds.askAboutRefusals(of);
};

const openOf = async (runs: readonly RunAt[]) => {
  const { items } = await listQuestions(world, principal, { query: { limit: 50, questionType: "recovery" } });
  return items.filter(({ taskId }) => runs.some((at) => at.taskId === taskId));
};

/** The one that asks, its question, and the others. */
async function askedOnce(runs: readonly RunAt[]) {
  await settle();
  const open = await openOf(runs);
  expect(open).toHaveLength(1);
  const leader = runs.find(({ taskId }) => taskId === open[0]?.taskId);
  if (leader === undefined || open[0] === undefined) throw new Error("nobody asks");
  return { leader, question: open[0], others: runs.filter((at) => at !== leader) };
}

/** The answer, and what follows from it for all of them. */
async function answer({ contractId }: RunAt, choice: string): Promise<void> {
  await choose(of, { contractId, type: "recovery", choice });
  await settle();
  await rounds.assign(of);
}

const renew = (at: RunAt, loginAt: string) =>
  look(
    of,
    "update daemon set agents = (select jsonb_agg(a || jsonb_build_object('loginAt', $2::text)) from jsonb_array_elements(agents) a) where id = $1",
    [at.daemonId, loginAt],
  );

async function allWentOn(runs: readonly RunAt[]): Promise<void> {
  const epochs = await Promise.all(runs.map(async ({ taskId }) => (await taskOf(of, taskId)).epoch));
  expect(epochs).toEqual([2, 2, 2]);
  expect(await openOf(runs)).toEqual([]);
}

test("one asks, the others say on whose question they hang, and with the answer all go on", async () => {
  const runs = await refusedThree();
  const { leader, question, others } = await askedOnce(runs);
  expect(question.question).toContain("the tasks");
  for (const { taskId } of others)
    expect((await readTask(world.db, { ownerId, taskId }))?.waitingFor).toMatchObject([
      {
        kind: "person",
        questionId: question.id,
        reason: expect.stringContaining("its own words") as unknown,
      },
    ]);
  await answer(leader, "try again");
  await allWentOn(runs);
});

test("another agent is taken for all of them", async () => {
  const runs = await refusedThree();
  await look(of, "update daemon set agents = agents || $2::jsonb where id = $1", [
    runs[0]?.daemonId,
    JSON.stringify([{ name: "other", driver: "acp", version: "1", ready: true, problem: null }]),
  ]);
  const { leader } = await askedOnce(runs);
  await answer(leader, "use other");
  const begun = await commandsTo(of, leader.daemonId, "start_run");
  for (const { taskId } of runs)
    expect(begun.filter((command) => command["taskId"] === taskId).at(-1)).toMatchObject({ agent: "other" });
});

test("who cancels means that task alone: another one asks", async () => {
  const runs = await refusedThree();
  const { leader, others } = await askedOnce(runs);
  await answer(leader, "cancel the task");
  expect((await askedOnce(others)).others).toHaveLength(1);
  expect((await taskOf(of, leader.taskId)).status).toBe("cancelled");
});

test("a question that goes with its contract is asked again of another task", async () => {
  const runs = await refusedThree();
  const { leader, others } = await askedOnce(runs);
  await cancelContract(world, principal, { params: { id: leader.contractId }, body: {} });
  await rounds.endTasks(of);
  await rounds.endQuestions(of);
  expect((await askedOnce(others)).others).toHaveLength(1);
});

test("a login that is renewed is seen: all go on by themselves, once", async () => {
  const runs = await refusedThree();
  const { leader, question } = await askedOnce(runs);
  await renew(leader, "2026-11-21T10:00:00.000Z");
  await settle();
  await rounds.assign(of);
  await allWentOn(runs);
  // It was no good: from now on a person says when.
  const again: RunAt[] = [];
  for (const at of runs) again.push(await startAssigned(of, at));
  for (const at of again) await refuse(at);
  const second = await askedOnce(again);
  expect(second.question.id).not.toBe(question.id);
  await renew(leader, "2026-11-21T11:00:00.000Z");
  await settle();
  expect(await openOf(again)).toHaveLength(1);
});

test("tasks on different daemons have different logins", async () => {
  const [one] = await refusedThree();
  const [two] = await refusedThree();
  if (one === undefined || two === undefined) throw new Error("no tasks");
  expect(one.daemonId).not.toBe(two.daemonId);
  await settle();
  expect(new Set((await openOf([one, two])).map(({ taskId }) => taskId)).size).toBeGreaterThan(0);
  const asked = await look<{ daemonId: string }>(
    of,
    "select purpose ->> 'daemonId' as \"daemonId\" from question where status = 'pending' and purpose ->> 'daemonId' = any($1)",
    [[one.daemonId, two.daemonId]],
  );
  expect(asked.map(({ daemonId }) => daemonId).toSorted()).toEqual([one.daemonId, two.daemonId].toSorted());
});
