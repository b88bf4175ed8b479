// An agent that is refused parks its task, which wakes by itself or asks a person; nothing of it counts as a crash.
import { eventsOf } from "@makima/testkit/events";
import {
  beginSupervisor,
  beginWorker,
  choose,
  commandsTo,
  endTurn,
  look,
  type RunAt,
  rounds,
  send,
  startAssigned,
  taskOf,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { listQuestions } from "../questions/questions.ts";
import { readSupervisor } from "../supervisors/supervisors.ts";
import { readTask } from "../tasks/tasks.ts";

const of = await createTestWorld({ MAKIMA_REFUSAL_TRIES: "2" });
const { world, principal } = of;
const { ownerId } = principal;

type Kind = "login" | "rate_limited" | "overloaded" | "context_too_long" | "model_unknown" | "other";
const refuse = (
  at: RunAt,
  kind: Kind,
  { resetAt = null, turn = 1 }: { resetAt?: string | null; turn?: number } = {},
) => endTurn(of, at, { turn, error: "its own words", fault: { kind, resetAt } });
const viewOf = ({ taskId }: RunAt) => readTask(world.db, { ownerId, taskId });
const stateOf = ({ contractId }: RunAt) => readSupervisor(world.db, { ownerId, contractId });
const questionsOf = async ({ taskId }: RunAt) =>
  (await listQuestions(world, principal, { query: { limit: 50, taskId } })).items;
const lossesOf = async ({ taskId }: RunAt) =>
  (await look(of, "select crashes::int, empty_runs::int as empty from task where id = $1", [taskId]))[0];
/** The pause is over, and what follows from that is done. */
async function wake(at: RunAt): Promise<RunAt> {
  await look(of, "update task set not_before = app_now() where id = $1", [at.taskId]);
  await rounds.wakeRefused(of);
  return startAssigned(of, at);
}
async function answer({ contractId }: RunAt, choice: string): Promise<void> {
  await choose(of, { contractId, type: "recovery", choice });
  await rounds.settleRecoveries(of);
}

test("a limit parks the task until it is over, says so, and counts nothing", async () => {
  const at = await beginSupervisor(of);
  const resetAt = "2099-01-01T00:00:00.000Z";
  await refuse(at, "rate_limited", { resetAt });
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "waiting", epoch: 1, restorations: 0 });
  expect((await viewOf(at))?.waitingFor).toMatchObject([
    { kind: "time", until: resetAt, reason: expect.stringContaining("its own words") as unknown },
  ]);
  expect(await stateOf(at)).toMatchObject({
    state: "blocked",
    errorMessage: expect.stringContaining("limit") as unknown,
  });
  await rounds.wakeRefused(of);
  await rounds.assign(of);
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "waiting", epoch: 1 });

  const woken = await wake(at);
  expect(woken.epoch).toBe(2);
  expect(await stateOf(at)).toMatchObject({ state: "working", errorMessage: null, restorationCount: 0 });
  expect(await lossesOf(at)).toEqual({ crashes: 0, empty: 0 });
  const [told] = await eventsOf(of, at.contractId, "task.refused");
  expect(told?.data).toMatchObject({ kind: "rate_limited", until: resetAt, next: "park", inARow: 1 });
});

test("an overloaded provider is tried again so often, then a person is asked; a good turn begins the count anew", async () => {
  let at = await beginSupervisor(of);
  await refuse(at, "overloaded");
  at = await wake(at);
  await endTurn(of, at);
  await look(
    of,
    "insert into delivery (owner_id, id, task_id, number, kind, payload) select owner_id, gen_random_uuid(), id, 99, 'instruction', $2 from task where id = $1",
    [at.taskId, { kind: "instruction", text: "Go" }],
  );
  await rounds.assign(of);
  await refuse(at, "overloaded", { turn: 2 });
  expect((await viewOf(at))?.waitingFor).toMatchObject([{ kind: "time" }]);
  at = await wake(at);
  await refuse(at, "overloaded");
  await rounds.askAboutRefusals(of);
  expect(await questionsOf(at)).toMatchObject([
    { questionType: "recovery", choices: ["try again", "cancel the task"] },
  ]);
  await answer(at, "try again");
  expect((await startAssigned(of, at)).epoch).toBe(4);
});

test("a login that is over asks once, with the agent's words and the mend, and tries again when told to", async () => {
  const boss = await beginSupervisor(of);
  const at = await beginWorker(of, boss);
  await refuse(at, "login");
  for (let n = 0; n < 2; n++) await rounds.askAboutRefusals(of);
  const asked = await questionsOf(at);
  expect(asked).toHaveLength(1);
  expect(asked[0]?.question).toContain("its own words");
  expect(asked[0]?.context).toMatch(/^Log in with scripted/);
  expect((await viewOf(at))?.waitingFor).toMatchObject([{ kind: "person" }]);
  await answer(at, "try again");
  expect((await startAssigned(of, at)).epoch).toBe(2);
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "running", restorations: 0 });
});

test("the task goes on with another agent, which loads no session of the first", async () => {
  const at = await beginSupervisor(of);
  await look(of, "update daemon set agents = agents || $2::jsonb where id = $1", [
    at.daemonId,
    JSON.stringify([{ name: "other", driver: "acp", version: "1", ready: true, problem: null }]),
  ]);
  await look(of, "update run set agent_session = 'first' where task_id = $1", [at.taskId]);
  const plain = { toolCallId: null, toolName: null, isError: false, truncated: false, durationMs: null };
  const messages = [{ source: 1, role: "assistant" as const, content: "I have heard.", ...plain }];
  await send(of, at, { kind: "messages", messages });
  await refuse(at, "model_unknown");
  await rounds.askAboutRefusals(of);
  await answer(at, "use other");
  await startAssigned(of, at);
  const [, begun] = (await commandsTo(of, at.daemonId, "start_run")).filter(
    ({ taskId }) => taskId === at.taskId,
  );
  expect(begun).toMatchObject({ agent: "other", agentSession: null, hasPast: true });
  expect((await eventsOf(of, at.contractId, "task.agent_changed"))[0]?.data).toMatchObject({
    from: "scripted",
    to: "other",
  });
});

test("a conversation that is too long is shortened once, then a person is asked, who can cancel", async () => {
  let at = await beginSupervisor(of);
  await refuse(at, "context_too_long");
  at = await startAssigned(of, at);
  expect((await commandsTo(of, at.daemonId, "start_run")).at(-1)).toMatchObject({
    shortenPast: true,
    agentSession: null,
  });
  await refuse(at, "context_too_long");
  await rounds.askAboutRefusals(of);
  await answer(at, "cancel the task");
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "cancelled" });
  expect(await stateOf(at)).toMatchObject({ state: "failed" });
});

test("an error that is no refusal is the loss of the run, as ever", async () => {
  const at = await beginSupervisor(of);
  await refuse(at, "other");
  expect(await taskOf(of, at.taskId)).toMatchObject({ status: "interrupted" });
  expect(await lossesOf(at)).toEqual({ crashes: 1, empty: 1 });
});

test("the same refusal told again changes nothing", async () => {
  const at = await beginSupervisor(of);
  for (let n = 0; n < 2; n++) await refuse(at, "login");
  expect(await eventsOf(of, at.contractId, "task.refused")).toHaveLength(1);
});
