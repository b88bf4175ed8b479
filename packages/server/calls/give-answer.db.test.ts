// An answer begins the turn of an idle agent in its own transaction, and never one that is not to begin.
import {
  beginSupervisor,
  beginWorker,
  call,
  commandsTo,
  endTurn,
  look,
  promptsOf,
  type RunAt,
  rounds,
  send,
  taskOf,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { lockContract } from "../contracts/contracts.ts";
import { getQuestion } from "../questions/questions.ts";
import { getSupervisor } from "../supervisors/supervisors.ts";
import { lockTask } from "../tasks/tasks.ts";
import { giveAnswer } from "./calls.ts";

const of = await createTestWorld();
const { world, principal } = of;

/** Has asked these questions, was told that they are pending, and has ended its turn. */
async function askAndRest(at: RunAt, ...questions: string[]): Promise<string[]> {
  for (const question of questions) {
    await call(of, at, { tool: "ask_question", input: { question }, key: question });
    await send(of, at, { kind: "tool_overdue", callKey: question });
  }
  await endTurn(of, at);
  const rows = await look<{ id: string }>(
    of,
    "select id from question where task_id = $1 and status = 'pending' order by asked_at",
    [at.taskId],
  );
  return rows.map(({ id }) => id);
}

async function begin(...questions: string[]): Promise<RunAt & { ids: string[] }> {
  const at = await beginSupervisor(of);
  return { ...at, ids: await askAndRest(at, ...questions) };
}

const give = (id: string, response = "yes") =>
  giveAnswer(world, principal, { params: { id }, body: { response } });

const answersTold = async (taskId: string): Promise<string[]> =>
  (await promptsOf(of, taskId)).flatMap((prompt) =>
    [...prompt.matchAll(/was answered: (\w+)/g)].map(([, question]) => question ?? ""),
  );

const turnsOf = async ({ taskId }: RunAt): Promise<number> =>
  (await look<{ turn: number }>(of, "select max(turn) as turn from run where task_id = $1", [taskId]))[0]
    ?.turn ?? 0;

const newestEvents = async (contractId: string, count: number): Promise<string[]> =>
  (
    await look<{ type: string }>(
      of,
      "select type from event where contract_id = $1 order by number desc limit $2",
      [contractId, count],
    )
  )
    .map(({ type }) => type)
    .toReversed();

test("the turn, its prompt, the command and the supervisor's state are there when the answer is", async () => {
  const at = await begin("a");
  const [id = ""] = at.ids;
  const shown = await give(id, "left");
  expect(await getQuestion(world, principal, { params: { id } })).toEqual(shown);
  expect(shown).toMatchObject({ status: "answered", response: "left", deliveredAt: shown.answeredAt });
  expect(await commandsTo(of, at.daemonId, "begin_turn")).toMatchObject([
    {
      taskId: at.taskId,
      epoch: at.epoch,
      turn: {
        number: 2,
        prompt: (await promptsOf(of, at.taskId)).at(-1),
        injection: {
          prompt: null,
          results: [
            {
              callKey: "a",
              tool: "ask_question",
              input: { question: "a" },
              result: { status: "answered", questionId: id, response: "left" },
              isError: false,
            },
          ],
        },
      },
    },
  ]);
  expect(await answersTold(at.taskId)).toEqual(["a"]);
  expect((await taskOf(of, at.taskId)).status).toBe("running");
  expect(await getSupervisor(world, principal, { params: { id: at.contractId } })).toMatchObject({
    state: "working",
    currentActivity: "Resumed after an answer",
    pendingQuestions: [],
  });
  expect(await newestEvents(at.contractId, 4)).toEqual([
    "question.answered",
    "task.running",
    "question.delivered",
    "supervisor.state_changed",
  ]);
  await rounds.bringAnswers(of);
  await rounds.assign(of);
  expect(await turnsOf(at)).toBe(2);
});

test("a worker's turn begins too, and its supervisor stays what it is", async () => {
  const boss = await beginSupervisor(of);
  const worker = await beginWorker(of, boss);
  const [id = ""] = await askAndRest(worker, "a");
  const before = await getSupervisor(world, principal, { params: { id: boss.contractId } });
  await give(id);
  expect(await answersTold(worker.taskId)).toEqual(["a"]);
  const after = await getSupervisor(world, principal, { params: { id: boss.contractId } });
  expect(after.state).toBe(before.state);
  expect(after.currentActivity).toBe(before.currentActivity);
});

test("one question, two answers in one instant from two servers: one wins and begins one turn", async () => {
  for (let round = 0; round < 8; round += 1) {
    const at = await begin("a");
    const [id = ""] = at.ids;
    const outcomes = await Promise.allSettled([give(id, "left"), give(id, "right"), rounds.bringAnswers(of)]);
    const question = await getQuestion(world, principal, { params: { id } });
    const { response, answeredAt } = question;
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "ALREADY_ANSWERED", details: { response, answeredAt } },
    });
    expect(await turnsOf(at)).toBe(2);
  }
});

test("two questions, two answers in one instant: both are told once, and no wake is lost", async () => {
  for (let round = 0; round < 8; round += 1) {
    const at = await begin("a", "b");
    await Promise.all([...at.ids.map((id) => give(id)), rounds.bringAnswers(of)]);
    await Promise.all([rounds.bringAnswers(of), rounds.bringAnswers(of)]);
    expect((await answersTold(at.taskId)).toSorted()).toEqual(["a", "b"]);
    expect(await turnsOf(at)).toBe(2);
  }
});

/** What happens while the answer waits for the contract, whose lock comes first. */
async function meanwhile(at: RunAt & { ids: string[] }, change: string): Promise<unknown> {
  const { ownerId } = principal;
  const release = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const other = world.db.transaction(async (tx) => {
    await lockContract(tx, { ownerId, contractId: at.contractId });
    await lockTask(tx, { ownerId, taskId: at.taskId });
    await tx.run({ name: `meanwhile-${change.length}`, text: change }, [at.taskId]);
    held.resolve();
    await release.promise;
  });
  await held.promise;
  const late = give(at.ids[0] ?? "").catch((error: unknown) => error);
  while ((await look(of, WAITING)).length === 0);
  release.resolve();
  await other;
  return late;
}
const WAITING =
  "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%held_contract%'";

test.each([
  [
    "its daemon is fenced off by a newer session",
    "update daemon set session = session + 1 where id = (select daemon_id from run where task_id = $1)",
  ],
  [
    "its daemon's lease is over",
    "update daemon set lease_until = app_now() where id = (select daemon_id from run where task_id = $1)",
  ],
  [
    "its run is parked",
    "update run set status = 'ended', idle_since = null, ended_at = app_now(), end_reason = 'parked' where task_id = $1",
  ],
  ["its contract is paused", "update contract set status = 'paused' where supervisor_task_id = $1"],
  ["it is held", `update task set blocked = '{"reason": "quota"}' where id = $1`],
])("what changed while the locks were waited for is seen: %s", async (_, change) => {
  const at = await begin("a");
  expect(await meanwhile(at, change)).toMatchObject({ status: "answered", deliveredAt: null });
  expect(await commandsTo(of, at.daemonId, "begin_turn")).toEqual([]);
  expect(await turnsOf(at)).toBe(1);
});

test("what waited already is told before the answer, by the reconciler", async () => {
  const at = await begin("a");
  const item = { kind: "news", results: [{ taskId: at.taskId, name: "n", status: "done", summary: null }] };
  await look(
    of,
    `insert into delivery (owner_id, id, task_id, number, kind, payload) values ($1, $2, $3, 99, 'news', $4)`,
    [principal.ownerId, world.ids.next(), at.taskId, JSON.stringify(item)],
  );
  expect(await give(at.ids[0] ?? "")).toMatchObject({ deliveredAt: null });
  await rounds.bringAnswers(of);
  const prompt = (await promptsOf(of, at.taskId)).at(-1) ?? "";
  expect(prompt.indexOf("News of your tasks")).toBeLessThan(prompt.indexOf("was answered: a"));
});

test("a daemon without room gets no more turns than it takes", async () => {
  const at = await begin("a");
  await look(of, "update daemon set max_tasks = 0 where id = $1", [at.daemonId]);
  expect(await give(at.ids[0] ?? "")).toMatchObject({ deliveredAt: null });
  expect(await turnsOf(at)).toBe(1);
});

test("another owner's question does not exist", async () => {
  const { ids } = await begin("a");
  const other = await of.newOwner();
  const given = { params: { id: ids[0] ?? "" }, body: { response: "mine" } };
  await expect(giveAnswer(world, other, given)).rejects.toMatchObject({ code: "NOT_FOUND" });
});
