// The frame around everything that a client shows as a tool call: announced, done, and told how it ended.
import type { ToolCallContent, ToolKind } from "@agentclientprotocol/sdk";
import { readPending } from "../news/settle-pending.ts";
import { ToolFailed } from "../tools/read-reply.ts";
import type { StepContext, StepOutcome } from "../turn/step-context.ts";

export interface ReportedCall {
  title: string;
  /** The tool's own name, for a client that joins this call with the one it sees on the tool's server. */
  name: string;
  kind: ToolKind;
  input: Record<string, unknown>;
  content?: ToolCallContent[];
  work: () => Promise<unknown>;
}

/** A failed call is told to the client and thrown on; a successful one is told after it has been kept. */
export async function reportToolCall(call: ReportedCall, context: StepContext): Promise<StepOutcome> {
  const { toolCallId } = context;
  const { title, name, kind, input } = call;
  context.note({ type: "effect", kind: "tool_call", toolCallId, toolName: name, args: input });
  await context.send({
    sessionUpdate: "tool_call",
    toolCallId,
    title,
    name,
    kind,
    status: "in_progress",
    rawInput: input,
    ...(call.content === undefined ? {} : { content: call.content }),
  });
  const end = (status: "completed" | "failed", output: unknown) => endCall({ call, status, output, context });
  try {
    const output = await call.work();
    const announce = end("completed", output);
    const pending = readPending(output, input);
    if (pending !== null) return { kind: "pending", pending, announce };
    return { kind: "done", value: output, announce };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await end("failed", error instanceof ToolFailed ? error.result : { error: message })();
    throw error;
  }
}

/** Remembers the end of a call at once, and returns the step that tells it. */
function endCall({
  call,
  status,
  output,
  context,
}: {
  call: ReportedCall;
  status: "completed" | "failed";
  output: unknown;
  context: StepContext;
}): () => Promise<void> {
  const { session, toolCallId } = context;
  const { title, kind: toolKind, input } = call;
  context.note({ type: "input", kind: "tool_result", toolCallId, status, result: output });
  session.history.push({ kind: "tool_call", toolCallId, title, toolKind, status, input, output });
  return () =>
    context.send({
      sessionUpdate: "tool_call_update",
      toolCallId,
      status,
      rawOutput: output,
    });
}
