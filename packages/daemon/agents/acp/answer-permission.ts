// Puts an ACP permission request before the daemon, and its decision into ACP's words.
import type { RequestPermissionRequest, RequestPermissionResponse } from "@agentclientprotocol/sdk";
import type { AgentOptions } from "../driver.ts";

export async function answerPermission(
  { toolCall, options }: RequestPermissionRequest,
  { signal, decide }: { signal: AbortSignal; decide: AgentOptions["onPermission"] },
): Promise<RequestPermissionResponse> {
  const optionId = await decide({
    title: toolCall.title ?? toolCall.name ?? "Use a tool",
    name: toolCall.name ?? null,
    toolCallId: toolCall.toolCallId,
    toolKind: toolCall.kind ?? null,
    paths: (toolCall.locations ?? []).map(({ path }) => path),
    input: toolCall.rawInput ?? null,
    options: options.map((option) => ({ id: option.optionId, name: option.name, kind: option.kind })),
    signal,
  });
  return { outcome: optionId === null ? { outcome: "cancelled" } : { outcome: "selected", optionId } };
}
