import {
  addReadyContract,
  answerLooks,
  beginSupervisor,
  commandsTo,
  look,
  loseAgent,
  type RunAt,
  rounds,
  send,
  startAssigned,
  taskOf,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { appendOutput } from "./append-messages.ts";

const of = await createTestWorld();

test("a daemon is told how much output the task's earlier runs have stored", async () => {
  const at = await beginSupervisor(of);
  const from = { ownerId: of.principal.ownerId, ...at };
  await appendOutput(of.world, from, [
    { source: 1, stream: "agent", toolCallId: null, text: "twelve bytes" },
  ]);
  await loseAgent(of, at);
  await startAssigned(of, at);
  const commands = await commandsTo(of, at.daemonId, "start_run");
  expect(commands.map(({ outputBytes }) => outputBytes)).toEqual([0, 12]);
});

test("a daemon is told the model and the effort that were chosen, and whether the repository is trusted", async () => {
  const plain = await beginSupervisor(of);
  const at = await addReadyContract(of);
  await look(
    of,
    `update contract set supervisor_agent = 'scripted:big', trust_repository = true,
       agent_options = '{"scripted":{"effort":"low"},"other":{"effort":"max"}}' where id = $1`,
    [at.contractId],
  );
  await look(of, "update task set model = 'big' where id = $1", [at.taskId]);
  await rounds.assign(of);
  expect(await commandsTo(of, plain.daemonId, "start_run")).toMatchObject([
    { agent: "scripted", model: null, effort: null, trustRepository: false },
  ]);
  expect(await commandsTo(of, at.daemonId, "start_run")).toMatchObject([
    { agent: "scripted", model: "big", effort: "low", trustRepository: true },
  ]);
});

/** The sessions that the daemon is told to load, run after run. */
const sessionsToLoad = async ({ daemonId }: RunAt) =>
  (await commandsTo(of, daemonId, "start_run")).map(({ agentSession }) => agentSession);

/** A supervisor whose agent has a session that can be loaded. */
async function beginWithSession(): Promise<RunAt> {
  const at = await addReadyContract(of);
  await rounds.assign(of);
  const run = { ...at, epoch: 1 };
  await send(of, run, { kind: "run_started", agentSession: "s", worktreePath: "/w", rung: "new" });
  return run;
}

const say = (at: RunAt, source: number) =>
  send(of, at, {
    kind: "messages",
    messages: [
      {
        source,
        role: "assistant",
        content: "I see",
        toolCallId: null,
        toolName: null,
        isError: false,
        truncated: false,
        durationMs: null,
      },
    ],
  });

/** The agent is gone, and its task is given to the daemon again. */
async function restore(at: RunAt): Promise<RunAt> {
  await loseAgent(of, at);
  await rounds.assign(of);
  await answerLooks(of);
  await rounds.assign(of);
  return { ...at, epoch: (await taskOf(of, at.taskId)).epoch };
}

test("an agent that has answered its newest prompt is to load its session", async () => {
  const at = await beginWithSession();
  await say(at, 1);
  await restore(at);
  expect(await sessionsToLoad(at)).toEqual([null, "s"]);
});

test("a session whose agent never answered the newest prompt is not loaded: it may not have heard it", async () => {
  const at = await beginWithSession();
  await restore(at);
  expect(await sessionsToLoad(at)).toEqual([null, null]);
});

test("a run that was lost before its agent came up takes its prompt with it, so no older session is loaded", async () => {
  const at = await beginWithSession();
  await say(at, 1);
  const second = await restore(at);
  await restore(second);
  expect(await sessionsToLoad(at)).toEqual([null, "s", null]);
});
