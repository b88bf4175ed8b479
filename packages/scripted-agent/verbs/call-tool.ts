// tool, ask, spawn, wait, merge: a call of a tool that an MCP server of the session offers.
import { interpolateValues } from "../script/interpolate-values.ts";
import { listTaskIds } from "../script/list-task-ids.ts";
import type { StepOf } from "../script/step.ts";
import type { StepContext, StepOutcome } from "../turn/step-context.ts";
import { reportToolCall } from "./report-tool-call.ts";

export async function callTool(step: StepOf<"tool">, context: StepContext): Promise<StepOutcome> {
  const args = interpolateValues(step.args, context.session.variables) as Record<string, unknown>;
  const { toolCallId, signal, tools } = context;
  const input = listTaskIds(args);
  return reportToolCall(
    {
      title: step.tool,
      name: step.tool,
      kind: "other",
      input,
      work: () => tools.call({ server: step.server, tool: step.tool, args: input, toolCallId, signal }),
    },
    context,
  );
}
