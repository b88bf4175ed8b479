// An answer finds its agent wherever it is: in the call, behind it, or gone.
import {
  beginSupervisor,
  call,
  callOf,
  commandsTo,
  endTurn,
  look,
  loseAgent,
  promptsOf,
  type RunAt,
  rounds,
  send,
  startAssigned,
  taskOf,
  waitingItems,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { answerQuestion } from "../questions/questions.ts";
import { messageTask } from "../tasks/tasks.ts";

const of = await createTestWorld();
const { world, principal } = of;

/** A supervisor that has asked these questions in calls named after them. */
async function begin(...questions: string[]): Promise<RunAt> {
  const at = await beginSupervisor(of);
  for (const question of questions)
    await call(of, at, { tool: "ask_question", input: { question }, key: question });
  return at;
}
const idOf = async (at: RunAt, question: string): Promise<string> =>
  (
    await look<{ id: string }>(of, "select id from question where task_id = $1 and question like '%' || $2", [
      at.taskId,
      question,
    ])
  )[0]?.id ?? "";
const answer = async (at: RunAt, question: string, response = question.toUpperCase()) =>
  answerQuestion(world, principal, { params: { id: await idOf(at, question) }, body: { response } });
const overdue = (at: RunAt, callKey: string) => send(of, at, { kind: "tool_overdue", callKey });
const round = () => rounds.bringAnswers(of);

test("to the call that still waits", async () => {
  const at = await begin("a");
  await answer(at, "a");
  await round();
  expect((await callOf(of, at, "a")).result).toMatchObject({ status: "answered", response: "A" });
  expect(await waitingItems(of, at.taskId)).toEqual([]);
});

test("to the next turn, once, where the call was told that it is pending", async () => {
  const at = await begin("a");
  await overdue(at, "a");
  await overdue(at, "a");
  expect((await callOf(of, at, "a")).result).toMatchObject({
    status: "pending",
    questionId: await idOf(at, "a"),
  });
  await endTurn(of, at);
  await answer(at, "a");
  await round();
  await round();
  // the agent is idle, so its turn began in the answer's own transaction
  expect(await waitingItems(of, at.taskId)).toEqual([]);
  const told = (await promptsOf(of, at.taskId)).filter((prompt) => prompt.includes("was answered: a"));
  expect(told).toHaveLength(1);
});

test("to the next turn, where the turn was over before the call had its answer", async () => {
  const at = await begin("a");
  await endTurn(of, at, { stopReason: "cancelled" });
  await answer(at, "a");
  await round();
  await rounds.assign(of);
  expect((await promptsOf(of, at.taskId)).at(-1)).toContain("was answered: a");
  expect((await callOf(of, at, "a")).status).toBe("open");
});

test("to the turn that a message begins, when it came before it", async () => {
  const at = await begin("a");
  await overdue(at, "a");
  await endTurn(of, at);
  await messageTask(world, principal, { params: { id: at.taskId }, body: { text: "How is it going?" } });
  await answer(at, "a");
  await rounds.assign(of);
  const [prompt] = (await promptsOf(of, at.taskId)).slice(-1);
  expect(prompt).toContain("How is it going?");
  expect(prompt).toContain("was answered: a");
});

test("to the restored agent, where the run that asked is gone", async () => {
  const at = await begin("a");
  await loseAgent(of, at);
  await answer(at, "a");
  await round();
  await startAssigned(of, at);
  const prompts = (await promptsOf(of, at.taskId)).filter((prompt) => prompt.includes("was answered: a"));
  expect(prompts).toHaveLength(1);
});

test("to the call that is open in the restored agent's own conversation: the answer, and not that it was pending when the run ended", async () => {
  const at = await begin("a", "b");
  await loseAgent(of, at);
  await answer(at, "a");
  await round();
  await startAssigned(of, at);
  const [, restored] = await commandsTo(of, at.daemonId, "start_run");
  const results = [
    result("a", { status: "answered", questionId: await idOf(at, "a"), response: "A" }),
    result("b", { status: "pending", questionId: await idOf(at, "b") }),
  ];
  const prompt = expect.stringMatching(/^(?![^]*was answered)[^]*You were interrupted/) as string;
  expect(restored).toMatchObject({ turn: { injection: { prompt, results } } });
});

const result = (question: string, value: object) => ({
  callKey: question,
  tool: "ask_question",
  input: { question },
  result: value,
  isError: false,
});

test("an expiry is told like an answer", async () => {
  const at = await beginSupervisor(of);
  await call(of, at, { tool: "ask_question", input: { question: "a", expiresIn: 1 }, key: "a" });
  await look(of, "update question set expires_at = app_now() where task_id = $1", [at.taskId]);
  await rounds.endQuestions(of);
  await round();
  expect((await callOf(of, at, "a")).result).toMatchObject({ status: "expired" });
});

test("two answers in one instant, from two servers, are both told once and in the order of their acceptance", async () => {
  for (let n = 0; n < 5; n++) {
    const at = await begin("a", "b");
    await overdue(at, "a");
    await overdue(at, "b");
    await endTurn(of, at);
    await Promise.all([answer(at, "b"), answer(at, "a"), round(), round()]);
    await Promise.all([round(), round(), round()]);
    const accepted = await look<{ question: string }>(
      of,
      "select question from question where task_id = $1 order by answered_at",
      [at.taskId],
    );
    expect(await waitingItems(of, at.taskId)).toEqual([]);
    const prompts = (await promptsOf(of, at.taskId)).join("\n");
    const told = [...prompts.matchAll(/was answered: (\w+)/g)].map(([, question]) => question);
    expect(told).toEqual(accepted.map(({ question }) => question));
  }
});

const permission = {
  kind: "permission" as const,
  requestKey: "p1",
  title: "delete",
  toolCallId: null,
  input: {},
  options: [
    { id: "y", name: "Yes", kind: "allow_once" },
    { id: "n", name: "No", kind: "reject_once" },
  ],
};

test("a permission goes back to the run that asked, once, and the same request is the same question", async () => {
  const at = await beginSupervisor(of);
  await send(of, at, permission);
  await send(of, at, permission);
  await answer(at, "delete", "No");
  await round();
  await round();
  expect(await commandsTo(of, at.daemonId, "permission_answer")).toMatchObject([
    { requestKey: "p1", optionId: "n" },
  ]);
});

test("a permission is taken back when its turn is over, and holds nothing up", async () => {
  const at = await beginSupervisor(of);
  await send(of, at, permission);
  await endTurn(of, at, { stopReason: "cancelled" });
  await rounds.endQuestions(of);
  expect(await look(of, "select status from question where task_id = $1", [at.taskId])).toEqual([
    { status: "withdrawn" },
  ]);
  expect(await look(of, "select 1 from wait where task_id = $1 and ended_at is null", [at.taskId])).toEqual(
    [],
  );
  await startAssigned(of, at);
  expect((await taskOf(of, at.taskId)).status).toBe("running");
});
