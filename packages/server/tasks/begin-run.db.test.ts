import {
  beginSupervisor,
  commandsTo,
  endTurn,
  look,
  loseAgent,
  type RunAt,
  resume,
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

const speak = (run: RunAt, source: number) =>
  send(of, run, {
    kind: "messages",
    messages: [
      {
        source,
        role: "assistant",
        content: "Yes.",
        toolCallId: null,
        toolName: null,
        isError: false,
        truncated: false,
        durationMs: null,
      },
    ],
  });

test("an agent's own session is not loaded when nothing followed its last prompt: it may never have kept it", async () => {
  const at = await beginSupervisor(of);
  await look(of, "update run set agent_session = 'one' where task_id = $1", [at.taskId]);
  await loseAgent(of, at);
  await startAssigned(of, at);
  const commands = await commandsTo(of, at.daemonId, "start_run");
  expect(commands.map(({ agentSession }) => agentSession)).toEqual([null, null]);
});

test("an agent's own session is loaded only when the run before this one had it: else a prompt would be missing in it", async () => {
  const at = await beginSupervisor(of);
  await speak(at, 1);
  const session = (run: typeof at, agentSession: string) =>
    send(of, run, { kind: "run_started", agentSession, worktreePath: "/w", rung: "new" });
  const offered = async () =>
    (await commandsTo(of, at.daemonId, "start_run")).map(({ agentSession }) => agentSession);
  await look(of, "update run set agent_session = 'one' where task_id = $1", [at.taskId]);
  await loseAgent(of, at);
  await rounds.assign(of);
  expect(await offered()).toEqual([null, "one"]);
  const lost = { ...at, epoch: (await taskOf(of, at.taskId)).epoch };
  await send(of, lost, { kind: "run_ended", reason: "handshake_failed", detail: "it did not come up" });
  await look(of, "update task set not_before = null where id = $1", [at.taskId]);
  await rounds.assign(of);
  expect(await offered()).toEqual([null, "one", null]);
  const third = { ...at, epoch: lost.epoch + 1 };
  await session(third, "three");
  await speak(third, 1);
  await endTurn(of, third);
  await loseAgent(of, third);
  await rounds.assign(of);
  await resume(of, at.taskId);
  await rounds.assign(of);
  expect(await offered()).toEqual([null, "one", null, "three"]);
});
