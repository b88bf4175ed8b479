// Calls across a crash: the first like call of the run that follows takes the place of the one that was open, and nothing else does.
import {
  beginSupervisor,
  call,
  endTurn,
  look,
  loseAgent,
  type RunAt,
  rounds,
  startAssigned,
  taskOf,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { answerQuestion } from "../questions/questions.ts";

const of = await createTestWorld();
const { world, principal } = of;
const ask = { tool: "ask_question", input: { question: "Which way?", choices: ["left", "right"] } };
const spawn = { tool: "spawn_task", input: { name: "blue", plan: "paint" } };

/** The agent dies without another word and comes back in a new run. */
async function crash(at: RunAt): Promise<RunAt> {
  await loseAgent(of, at);
  return startAssigned(of, at);
}

const questionsOf = ({ taskId }: RunAt) =>
  look<{ id: string; status: string; isDelivered: boolean }>(
    of,
    `select id, status, delivered_at is not null as "isDelivered" from question where task_id = $1 order by asked_at`,
    [taskId],
  );
const openWaits = async ({ taskId }: RunAt) =>
  (await look(of, "select 1 from wait where task_id = $1 and ended_at is null", [taskId])).length;

async function answerFirst(at: RunAt, response = "left"): Promise<void> {
  const [question] = await questionsOf(at);
  await answerQuestion(world, principal, { params: { id: question?.id ?? "" }, body: { response } });
}

test("an agent that asks again is joined to its open question, and one answer reaches it", async () => {
  const first = await beginSupervisor(of);
  await call(of, first, ask);
  const second = await crash(first);
  const again = await call(of, second, { ...ask, key: "again" });
  expect(again.status).toBe("open");
  expect(await questionsOf(second)).toHaveLength(1);
  expect(await openWaits(second)).toBe(1);
  await answerFirst(second);
  await rounds.bringAnswers(of);
  expect(await call(of, second, { ...ask, key: "again" })).toMatchObject({
    status: "done",
    result: { status: "answered", response: "left" },
  });
  expect(await openWaits(second)).toBe(0);
});

test("it is joined once only: a second question with the same words is a new one", async () => {
  const second = await crash(
    await (async () => {
      const at = await beginSupervisor(of);
      await call(of, at, ask);
      return at;
    })(),
  );
  await call(of, second, ask);
  await call(of, second, ask);
  expect(await questionsOf(second)).toHaveLength(2);
});

test("an answer that no reconciler has brought yet is the result, and nothing waits for it any more", async () => {
  const first = await beginSupervisor(of);
  await call(of, first, ask);
  const second = await crash(first);
  await answerFirst(second, "right");
  expect(await call(of, second, ask)).toMatchObject({ result: { status: "answered", response: "right" } });
  expect(await openWaits(second)).toBe(0);
  expect(await questionsOf(second)).toMatchObject([{ isDelivered: true }]);
  expect(await rounds.bringAnswers(of)).toEqual({ did: 0 });
});

test("after the answer was seen, the same words ask anew", async () => {
  const first = await beginSupervisor(of);
  await call(of, first, ask);
  await endTurn(of, first);
  await loseAgent(of, first);
  await rounds.assign(of);
  await answerFirst(first);
  await rounds.bringAnswers(of);
  const woken = await startAssigned(of, first);
  expect(await questionsOf(woken)).toMatchObject([{ isDelivered: true }]);
  expect((await call(of, woken, ask)).status).toBe("open");
  expect(await questionsOf(woken)).toHaveLength(2);
});

test("after an answer that the agent called on from, the same words ask anew; a task that it spawned before is not spawned again", async () => {
  const first = await beginSupervisor(of);
  const made = await call(of, first, { ...spawn, key: "spawn" });
  await call(of, first, ask);
  await answerFirst(first);
  await rounds.bringAnswers(of);
  await call(of, first, { tool: "list_tasks", input: {}, key: "list" });
  const second = await crash(first);
  expect((await call(of, second, { ...ask, key: "again" })).status).toBe("open");
  expect(await questionsOf(second)).toHaveLength(2);
  expect((await call(of, second, { ...spawn, key: "spawn again" })).result).toEqual(made.result);
});

test("a spawn whose result was recorded and never seen gives the same task, once", async () => {
  const first = await beginSupervisor(of);
  const made = await call(of, first, spawn);
  const second = await crash(first);
  expect((await call(of, second, spawn)).result).toEqual(made.result);
  expect((await call(of, second, spawn)).result).not.toEqual(made.result);
});

test("only of the run before: what an older run made is not given again", async () => {
  const first = await beginSupervisor(of);
  const made = await call(of, first, spawn);
  const second = await crash(first);
  await endTurn(of, second);
  await loseAgent(of, second);
  await look(
    of,
    `insert into delivery (owner_id, id, task_id, number, kind, payload)
     select owner_id, gen_random_uuid(), id, 100, 'message', '{"kind":"message","from":"person","text":"go"}' from task where id = $1`,
    [first.taskId],
  );
  await rounds.assign(of);
  const third = await startAssigned(of, second);
  expect(third.epoch).toBeGreaterThan(second.epoch);
  expect((await call(of, third, spawn)).result).not.toEqual(made.result);
});

test("an expiry that was recorded as the result is given again: nobody waits for an expired question", async () => {
  const first = await beginSupervisor(of);
  const timed = { ...ask, input: { ...ask.input, expiresIn: 1 }, key: "k" };
  await call(of, first, timed);
  await look(of, "update question set status = 'expired', ended_at = app_now() where task_id = $1", [
    first.taskId,
  ]);
  await rounds.bringAnswers(of);
  expect((await call(of, first, timed)).result).toMatchObject({ status: "expired" });
  const second = await crash(first);
  expect(await call(of, second, { ...timed, key: "l" })).toMatchObject({
    status: "done",
    result: { status: "expired" },
  });
  expect((await taskOf(of, first.taskId)).restorations).toBe(1);
});
