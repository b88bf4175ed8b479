// A command that a person tries in a finished task's worktree: what it answers, and that it is on the timeline.
import { answerHands } from "@makima/testkit/answer-hands";
import { setTask } from "@makima/testkit/contracts";
import { eventsOf } from "@makima/testkit/events";
import { beginSupervisor } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { tryCommand } from "./forks.ts";

const of = await createTestWorld();
const { world, principal } = of;

test("it is told on the timeline with its end, and its output to who asked alone", async () => {
  const { contractId, taskId, daemonId } = await beginSupervisor(of);
  await setTask(of, { taskId, status: "done" });
  const command = `npm test ${"x".repeat(300)}`;
  const asked = tryCommand(world, principal, {
    params: { id: taskId },
    body: { command, timeoutSeconds: 1 },
  });
  const value = { exitCode: 1, ending: "exited", output: "1 failed", durationMs: 5 };
  await answerHands(of, { daemonId, kind: "try_command", result: { ok: true, value } });
  expect(await asked).toEqual(value);
  const ended = { exitCode: 1, ending: "exited", durationMs: 5 };
  const [tried] = await eventsOf(of, contractId, "task.tried");
  expect(tried).toMatchObject({ data: { command: command.slice(0, 200), ...ended } });
  expect(JSON.stringify(tried)).not.toContain("1 failed");
});
