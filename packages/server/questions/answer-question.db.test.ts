// A question is answered once, by whoever comes first, and no wake is lost between two answers.
import { addActiveContract, addQuestion, type Of, type Standing, setTask } from "@makima/testkit/contracts";
import { onDatabase } from "@makima/testkit/database";
import { typesOf } from "@makima/testkit/events";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { getContract, lockContract, moveContract } from "../contracts/contracts.ts";
import { SERVER } from "../journal/journal.ts";
import { getSupervisor, pauseContract, saveSupervisor } from "../supervisors/supervisors.ts";
import { answerQuestion, getQuestion, markDelivered } from "./questions.ts";

const of = await createTestWorld();
const { world, principal, database } = of;

const answer = (id: string, body: { response: string } | { choices: string[] }) =>
  answerQuestion(world, principal, { params: { id }, body });

const stateOf = async (contractId: string) =>
  (await getSupervisor(world, principal, { params: { id: contractId } })).state;

/** A supervisor that has asked and waits. */
async function askAndWait(owner: Of, questions: number): Promise<Standing & { ids: string[] }> {
  const at = await addActiveContract(owner);
  const ids: string[] = [];
  for (let n = 0; n < questions; n++) ids.push(await addQuestion(owner, at));
  await setTask(owner, { taskId: at.taskId, status: "waiting" });
  await save(owner, at.contractId);
  return { ...at, ids };
}

const save = (owner: Of, contractId: string) =>
  owner.world.db.transaction(async (tx) => {
    const key = { ownerId: owner.principal.ownerId, contractId };
    await lockContract(tx, key);
    await saveSupervisor(tx, key, { actor: SERVER });
  });

test("an answer is kept, told, and wakes the supervisor", async () => {
  const { contractId, ids } = await askAndWait(of, 1);
  const [id = ""] = ids;
  expect(await stateOf(contractId)).toBe("waiting_for_user");
  const answered = await answer(id, { choices: ["left"] });
  expect(answered).toMatchObject({ id, status: "answered", response: ["left"], deliveredAt: null });
  expect(await stateOf(contractId)).toBe("working");
  expect((await typesOf(of, contractId)).slice(-2)).toEqual([
    "question.answered",
    "supervisor.state_changed",
  ]);
  const shown = await getContract(world, principal, { params: { id: contractId } });
  expect(shown.supervisor?.pendingQuestionsCount).toBe(0);
});

test("of two answers at once one wins, and the other learns the winner", async () => {
  const { ids } = await askAndWait(of, 1);
  const [id = ""] = ids;
  const outcomes = await Promise.allSettled([
    answer(id, { response: "one" }),
    answer(id, { response: "two" }),
  ]);
  const won = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  const lost = outcomes.flatMap((outcome) =>
    outcome.status === "rejected" ? [outcome.reason as unknown] : [],
  );
  expect(won).toHaveLength(1);
  expect(lost).toEqual([
    expect.objectContaining({
      code: "ALREADY_ANSWERED",
      details: { response: won[0]?.response, answeredAt: won[0]?.answeredAt },
    }),
  ]);
});

test("two answers to two questions in the same instant leave nobody waiting", async () => {
  for (let round = 0; round < 10; round++) {
    const { contractId, ids } = await askAndWait(of, 2);
    await Promise.all(ids.map((id) => answer(id, { response: "yes" })));
    expect(await stateOf(contractId)).toBe("working");
  }
});

test("an answer to one of several questions leaves the supervisor waiting", async () => {
  const { contractId, ids } = await askAndWait(of, 2);
  await answer(ids[0] ?? "", { response: "yes" });
  expect(await stateOf(contractId)).toBe("waiting_for_user");
});

test("the contract's lock comes first: what changes while an answer waits for it is seen", async () => {
  const { contractId, ids } = await askAndWait(of, 1);
  const [id = ""] = ids;
  const held = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const cancelled = world.db.transaction(async (tx) => {
    const contract = await lockContract(tx, { ownerId: principal.ownerId, contractId });
    held.resolve();
    await release.promise;
    await moveContract(tx, { contract, command: "cancel", actor: SERVER, data: {} });
  });
  await held.promise;
  const late = answer(id, { response: "too late" }).catch((error: unknown) => error);
  const waiting = await waitingStatement();
  release.resolve();
  await cancelled;
  expect(waiting).toMatch(/from contract c .* for update$/);
  expect(await late).toMatchObject({ code: "QUESTION_WITHDRAWN" });
  expect(await getQuestion(world, principal, { params: { id } })).toMatchObject({ status: "pending" });
});

/** The statement of the first backend of this database that is found waiting for a row, twice: its text and its wait are not read as one. */
async function waitingStatement(): Promise<string> {
  const text =
    "select query from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  return onDatabase(database.url, async (client) => {
    for (let last: string | undefined; ; ) {
      const [waiting] = (await client.query<{ query: string }>({ text })).rows;
      if (waiting !== undefined && waiting.query === last) return last;
      last = waiting?.query;
    }
  });
}

test.each([
  [{ choices: ["up"] }, "choices"],
  [{ choices: ["left", "right"] }, "choices"],
  [{ response: "  " }, "response"],
])("an answer that does not fit is refused by its field: %j", async (body, field) => {
  const { ids } = await askAndWait(of, 1);
  await expect(answer(ids[0] ?? "", body)).rejects.toMatchObject({
    code: "VALIDATION",
    details: { fields: [expect.objectContaining({ field })] },
  });
});

test("a task that is over takes no answer", async () => {
  const { taskId, ids } = await askAndWait(of, 1);
  await setTask(of, { taskId, status: "failed" });
  await expect(answer(ids[0] ?? "", { response: "yes" })).rejects.toMatchObject({
    code: "QUESTION_WITHDRAWN",
  });
});

test("a delivered answer has reached its agent once", async () => {
  const { contractId, ids } = await askAndWait(of, 1);
  await answer(ids[0] ?? "", { response: "yes" });
  const delivered = {
    ownerId: principal.ownerId,
    contractId,
    questionIds: ids,
    taskName: "lead",
    phase: "plan",
  };
  await world.db.transaction((tx) => markDelivered(tx, delivered));
  await world.db.transaction((tx) => markDelivered(tx, delivered));
  expect((await typesOf(of, contractId)).filter((type) => type === "question.delivered")).toHaveLength(1);
  await save(of, contractId);
  expect(await stateOf(contractId)).toBe("idle");
});

type Guarded = Pick<Parameters<typeof addQuestion>[1], "questionType" | "purpose">;

/** A question that guards a change of a new contract. */
async function addConfirmation(guarded: Guarded): Promise<{ id: string; contractId: string }> {
  const at = await addActiveContract(of);
  const id = await addQuestion(of, { ...at, choices: ["confirm", "revise"], ...guarded });
  return { id, contractId: at.contractId };
}

const completing = {
  questionType: "contract_complete",
  purpose: { change: "complete", summary: "all done" },
} as const;

const movingTo = (phase: string): Guarded => ({
  questionType: "phase_confirmation",
  purpose: { change: "phase", phase, summary: "planned" },
});

const showContract = (id: string) => getContract(world, principal, { params: { id } });

test("confirm makes the guarded phase change in the answer's own transaction", async () => {
  const { id, contractId } = await addConfirmation(movingTo("execute"));
  await answer(id, { choices: ["confirm"] });
  expect(await showContract(contractId)).toMatchObject({
    phase: "execute",
    supervisor: { currentActivity: "Phase changed to execute" },
  });
  expect(await typesOf(of, contractId)).toContain("phase.changed");
});

test("confirm of a phase that a person has reached already changes nothing more", async () => {
  const { id, contractId } = await addConfirmation(movingTo("plan"));
  await answer(id, { response: "confirm" });
  expect(await typesOf(of, contractId)).not.toContain("phase.changed");
});

test.each([{ choices: ["revise"] }, { response: "confirm, but write tests first" }])(
  "%j changes nothing and reaches the agent as its answer",
  async (body) => {
    const { id, contractId } = await addConfirmation(completing);
    expect((await answer(id, body)).status).toBe("answered");
    expect((await showContract(contractId)).status).toBe("active");
  },
);

test("confirm completes the contract", async () => {
  const { id, contractId } = await addConfirmation(completing);
  await answer(id, { choices: ["confirm"] });
  expect(await showContract(contractId)).toMatchObject({
    status: "completed",
    supervisor: { state: "completed", progress: 100 },
  });
});

test("a confirmation may be given during a pause", async () => {
  const { id, contractId } = await addConfirmation(completing);
  await pauseContract(world, principal, { params: { id: contractId }, body: {} });
  await answer(id, { choices: ["confirm"] });
  expect(await showContract(contractId)).toMatchObject({ status: "completed" });
});

test("another owner's question does not exist", async () => {
  const { ids } = await askAndWait(of, 1);
  const other = await of.newOwner();
  const params = { id: ids[0] ?? "" };
  const body = { response: "mine" };
  await expect(answerQuestion(world, other, { params, body })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(getQuestion(world, other, { params })).rejects.toMatchObject({ code: "NOT_FOUND" });
});
