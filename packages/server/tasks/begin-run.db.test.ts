import { beginSupervisor, commandsTo, loseAgent, startAssigned } from "@makima/testkit/runs";
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
