// permission: asks the client whether a tool may be used, as an agent does before it acts.
import { methods, type RequestPermissionRequest } from "@agentclientprotocol/sdk";
import { interpolateText, interpolateValues } from "../script/interpolate-values.ts";
import type { StepOf } from "../script/step.ts";
import type { StepContext, StepOutcome } from "../turn/step-context.ts";
import { reportToolCall } from "./report-tool-call.ts";

export async function requestPermission(
  step: StepOf<"permission">,
  context: StepContext,
): Promise<StepOutcome> {
  const { session, client, toolCallId, signal } = context;
  const title = interpolateText(step.permission, session.variables);
  const input = interpolateValues(step.input, session.variables) as Record<string, unknown>;
  const work = async () => {
    const request: RequestPermissionRequest = {
      sessionId: session.sessionId,
      toolCall: { toolCallId, title, kind: step.kind, rawInput: input, status: "pending" },
      options: step.options,
    };
    const response = await client.request(methods.client.session.requestPermission, request, {
      cancellationSignal: signal,
      stopWaitingOnCancel: true,
    });
    signal.throwIfAborted();
    return response.outcome;
  };
  return reportToolCall({ title, name: "permission", kind: step.kind, input, work }, context);
}
