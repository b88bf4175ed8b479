// Tells a client that loads a session what was said in it.
import type { AgentContext, SessionUpdate } from "@agentclientprotocol/sdk";
import type { HistoryEntry, Session } from "../session/session.ts";

export async function replayHistory(session: Session, client: AgentContext): Promise<void> {
  const { sessionId } = session;
  for (const entry of session.history) {
    await client.notify("session/update", { sessionId, update: describeEntry(entry) });
  }
}

function describeEntry(entry: HistoryEntry): SessionUpdate {
  if (entry.kind === "message") {
    const sessionUpdate = entry.role === "user" ? "user_message_chunk" : "agent_message_chunk";
    return { sessionUpdate, content: { type: "text", text: entry.text } };
  }
  const { toolCallId, title, toolKind, status, input, output } = entry;
  return {
    sessionUpdate: "tool_call",
    toolCallId,
    title,
    kind: toolKind,
    status,
    rawInput: input,
    rawOutput: output,
  };
}
