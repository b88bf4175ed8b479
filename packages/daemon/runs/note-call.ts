// What a call of one of our tools means for the daemon itself, before the server hears of it.
import { AGENT_TOOLS } from "@makima/protocol/tools";
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
  noteStatus(run, call);
}

/** What the server will refuse is not told to it in a heartbeat either. */
function noteStatus({ status }: Run, { tool, input }: ToolCall): void {
  if (tool === "report_progress") {
    const report = AGENT_TOOLS.report_progress.input.safeParse(input);
    if (report.success) status.set(report.data);
  }
  if (tool === "wait_for_tasks") {
    const wait = AGENT_TOOLS.wait_for_tasks.input.safeParse(input);
    if (wait.success) status.set({ pendingTaskIds: wait.data.taskIds });
  }
}
