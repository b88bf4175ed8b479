// What a call of one of our tools means for the daemon itself, before the server hears of it.
import { sleep } from "../ports/clock.ts";
import type { ToolCall } from "../tools/tool-door.ts";
import type { Run } from "./run.ts";

/** Agents that tell of a call before they make it have told of it within this time. */
const tries = 5;
const pauseMs = 5;

export async function noteCall(run: Run, call: ToolCall): Promise<void> {
  // What the agent said before it called stands before the call. It comes by another way than the call itself.
  for (let waited = 0; waited < tries && run.transcript?.knows(call.callKey) === false; waited++)
    await sleep(pauseMs);
  await run.transcript?.flush();
  await run.transcript?.adopt(call);
  const { tool, input } = call;
  if (tool === "report_progress") {
    const { activity, progress } = input;
    run.status.set({
      ...(typeof activity === "string" ? { activity } : {}),
      ...(typeof progress === "number" ? { progress } : {}),
    });
  }
  if (tool === "wait_for_tasks" && Array.isArray(input["taskIds"])) {
    run.status.set({
      pendingTaskIds: input["taskIds"].filter((one): one is string => typeof one === "string"),
    });
  }
}
