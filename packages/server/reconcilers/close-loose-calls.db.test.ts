// A call that its agent never ended gets its one result when the task is over.
import { moveClock } from "@makima/testkit/clock";
import { beginSupervisor, beginWorker, look, send } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { cancelTask } from "../tasks/tasks.ts";
import { closeLooseCalls } from "./close-loose-calls.ts";

test("a cancelled task's open call is closed once, after the agent's grace", async () => {
  const of = await createTestWorld();
  const at = await beginWorker(of, await beginSupervisor(of));
  const message = { source: 1, role: "tool_call" as const, content: "", toolCallId: "c1", toolName: "run" };
  await send(of, at, {
    kind: "messages",
    messages: [{ ...message, isError: false, truncated: false, durationMs: null }],
  });
  await cancelTask(of.world, of.principal, { params: { id: at.taskId }, body: {} });
  expect(await closeLooseCalls().round(of.world)).toEqual({ did: 0 });
  await moveClock(of.database, "1 minute");
  const reconciler = closeLooseCalls();
  expect(await reconciler.round(of.world)).toEqual({ did: 1 });
  expect(await reconciler.round(of.world)).toEqual({ did: 0 });
  const results = await look(of, "select content from message where task_id = $1 and role = 'tool_result'", [
    at.taskId,
  ]);
  expect(results).toEqual([{ content: "outcome unknown: the run was interrupted" }]);
});
