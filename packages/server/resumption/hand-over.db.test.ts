// Another agent goes on with a task's conversation: told so once, in a run of its own, without the former one's session.
import { READY_AGENT } from "@makima/testkit/contracts";
import {
  addReadyContract,
  answerLooks,
  call,
  commandsTo,
  endTurn,
  look,
  loseAgent,
  promptsOf,
  type RunAt,
  rounds,
  send,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { retryTask, viewTask } from "../tasks/tasks.ts";
import { resumeSupervisor, resumeTask } from "./resumption.ts";

const of = await createTestWorld();
const { world, principal } = of;
const { ownerId } = principal;

/** A supervisor whose agent has said something, has a session, and waits for an answer. Its machine has another agent too. */
async function waiting(): Promise<RunAt> {
  const at = { ...(await addReadyContract(of)), epoch: 1 };
  const agents = JSON.stringify([READY_AGENT, { ...READY_AGENT, name: "another" }]);
  await look(of, "update daemon set agents = $2 where id = $1", [at.daemonId, agents]);
  await rounds.assign(of);
  await send(of, at, { kind: "run_started", agentSession: "s", worktreePath: "/w", rung: "new" });
  await call(of, at, { tool: "ask_question", input: { question: "Who?" } });
  return at;
}

const resume = (at: RunAt, agent: string, dryRun = false) =>
  resumeSupervisor(world, principal, {
    params: { id: at.contractId },
    body: { resumeMode: "continue", agent, dryRun },
  });
const startsOf = (at: RunAt) => commandsTo(of, at.daemonId, "start_run");
const changesOf = (at: RunAt) =>
  look(of, "select data from event where contract_id = $1 and type = 'task.agent_changed'", [at.contractId]);
const taskOf = ({ taskId }: RunAt) => viewTask(world.db, { ownerId, taskId });

test("one that waits goes on with another agent in a run of its own, and the idle one is let go", async () => {
  const at = await waiting();
  await endTurn(of, at);
  expect((await resume(at, "another:big")).report).toBe(null);
  expect(await commandsTo(of, at.daemonId, "stop_run")).toMatchObject([{ epoch: 1, reason: "parked" }]);
  await rounds.assign(of);
  expect((await startsOf(at)).at(-1)).toMatchObject({
    epoch: 2,
    agent: "another",
    model: "big",
    agentSession: null,
    hasPast: true,
  });
  const told = (await promptsOf(of, at.taskId)).filter((prompt) => prompt.includes("from another agent"));
  expect(told).toHaveLength(1);
  expect(await changesOf(at)).toMatchObject([{ data: { from: "scripted", to: "another:big" } }]);
  expect(await taskOf(at)).toMatchObject({ agent: "another", model: "big", restorationCount: 0 });
});

test("one that was interrupted is restored with it", async () => {
  const at = await waiting();
  await loseAgent(of, at);
  await resumeTask(world, principal, {
    params: { id: at.taskId },
    body: { agent: "another", dryRun: false },
  });
  await rounds.assign(of);
  await answerLooks(of);
  await rounds.assign(of);
  expect((await startsOf(at)).at(-1)).toMatchObject({
    epoch: 2,
    agent: "another",
    model: null,
    agentSession: null,
  });
  expect(await taskOf(at)).toMatchObject({ restorationCount: 1 });
});

test("another model of the same agent goes on in its own session, and is told nothing of it", async () => {
  const at = await waiting();
  await endTurn(of, at);
  await resume(at, "scripted:big");
  await rounds.assign(of);
  expect((await startsOf(at)).at(-1)).toMatchObject({ agent: "scripted", model: "big", agentSession: "s" });
  expect((await promptsOf(of, at.taskId)).join()).not.toContain("from another agent");
});

test("the one that it has is no other, a dry run changes nothing, and one that is not there is refused by name", async () => {
  const at = await waiting();
  await endTurn(of, at);
  await expect(resume(at, "nobody:big")).rejects.toMatchObject({
    code: "UNKNOWN_AGENT",
    message: 'there is no agent "nobody"; the agents are another, scripted',
  });
  await expect(resume(at, "another", true)).rejects.toMatchObject({ code: "NOTHING_TO_RESTORE" });
  await resume(at, "scripted");
  await rounds.assign(of);
  expect(await startsOf(at)).toHaveLength(1);
  expect(await changesOf(at)).toEqual([]);
});

test("a task that is tried again keeps agent and model", async () => {
  const at = await waiting();
  await look(of, "update task set model = 'big', status = 'failed', ended_at = app_now() where id = $1", [
    at.taskId,
  ]);
  await look(of, "update task set kind = 'worker', parent_task_id = id where id = $1", [at.taskId]);
  const again = await retryTask(world, principal, { params: { id: at.taskId } });
  expect(again).toMatchObject({ agent: "scripted", model: "big" });
});
