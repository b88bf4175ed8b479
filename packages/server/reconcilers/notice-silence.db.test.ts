// A turn without a sign of life is shown as silent once, and goes on.
import { moveClock } from "@makima/testkit/clock";
import { beginSupervisor, look, send } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { noticeSilence } from "./notice-silence.ts";

test("after ten minutes, and again only after another sign of life", async () => {
  const of = await createTestWorld();
  const at = await beginSupervisor(of);
  expect(await noticeSilence().round(of.world)).toEqual({ did: 0 });
  await moveClock(of.database, "11 minutes");
  const reconciler = noticeSilence();
  expect(await reconciler.round(of.world)).toEqual({ did: 1 });
  expect(await reconciler.round(of.world)).toEqual({ did: 0 });
  const shown = "select current_activity as shown, status from task where id = $1";
  expect(await look(of, shown, [at.taskId])).toEqual([{ shown: "Silent for 10 minutes", status: "running" }]);
  await send(of, at, {
    kind: "tool_call",
    callKey: "p",
    tool: "report_progress",
    input: { progress: 5, activity: "Awake" },
  });
  expect(await noticeSilence().round(of.world)).toEqual({ did: 0 });
  expect(await look(of, shown, [at.taskId])).toEqual([{ shown: "Awake", status: "running" }]);
});
