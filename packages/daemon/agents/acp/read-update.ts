// Turns an ACP session update into the daemon's own event; what it does not know is left out.
import { z } from "zod";
import type { AgentEvent } from "../driver.ts";
import { NO_QUIRKS, type Quirks } from "./quirks.ts";

const block = z.looseObject({ type: z.string(), text: z.string().optional() });
const chunk = z.looseObject({ content: block, messageId: z.string().nullish().catch(null) });
const toolContent = z.looseObject({
  type: z.string(),
  content: block.optional(),
  path: z.string().optional(),
  oldText: z.string().nullish(),
  newText: z.string().nullish(),
});
const tool = z.looseObject({
  toolCallId: z.string(),
  title: z.string().nullish(),
  name: z.string().nullish(),
  kind: z.string().nullish(),
  status: z.enum(["pending", "in_progress", "completed", "failed"]).nullish().catch(null),
  content: z.array(toolContent).nullish().catch(null),
  locations: z
    .array(z.looseObject({ path: z.string() }))
    .nullish()
    .catch(null),
  rawInput: z.unknown().optional(),
  rawOutput: z.unknown().optional(),
});
const notification = z.looseObject({ update: z.looseObject({ sessionUpdate: z.string() }) });
const usage = z.looseObject({
  used: z.number(),
  size: z.number(),
  cost: z.looseObject({ amount: z.number(), currency: z.string() }).nullish(),
});
export type UsageUpdate = z.infer<typeof usage>;

export type ReadUpdate = AgentEvent | { readonly kind: "usage"; readonly usage: UsageUpdate } | null;

export function readUpdate(params: unknown, quirks: Quirks = NO_QUIRKS): ReadUpdate {
  const parsed = notification.safeParse(params);
  if (!parsed.success) return null;
  const { update } = parsed.data;
  switch (update.sessionUpdate) {
    case "agent_message_chunk":
      return readText("assistant", update);
    case "agent_thought_chunk":
      return readText("thinking", update);
    case "tool_call":
    case "tool_call_update":
      return readTool(update, quirks);
    case "usage_update": {
      const told = usage.safeParse(update);
      return told.success ? { kind: "usage", usage: told.data } : null;
    }
    default:
      return null;
  }
}

function readText(role: "assistant" | "thinking", update: unknown): AgentEvent | null {
  const parsed = chunk.safeParse(update);
  if (!parsed.success) return null;
  const { content, messageId } = parsed.data;
  const text = content.text ?? `[${content.type}]`;
  return { kind: "text", role, text, ...(messageId == null ? {} : { messageId }) };
}

function readTool(update: unknown, { nameOfCall }: Quirks): AgentEvent | null {
  const parsed = tool.safeParse(update);
  if (!parsed.success) return null;
  const { toolCallId, title, kind, status, content, rawOutput } = parsed.data;
  const name = parsed.data.name ?? nameOfCall(toolCallId);
  const rawInput = parsed.data.rawInput ?? shownInput(parsed.data);
  return {
    kind: "tool",
    toolCallId,
    ...(title == null ? {} : { title }),
    ...(name == null ? {} : { name }),
    ...(kind == null ? {} : { toolKind: kind }),
    ...(status == null ? {} : { state: status }),
    ...(rawInput == null ? {} : { input: rawInput }),
    ...(rawOutput == null ? {} : { output: rawOutput }),
    ...(content == null || content.length === 0 ? {} : { text: content.map(showContent).join("\n") }),
  };
}

/** Of a call whose arguments are not told: what is shown of them, so that others can be told what was done. */
function shownInput({ title, kind, locations }: z.infer<typeof tool>): Record<string, unknown> | null {
  const [place] = locations ?? [];
  if (kind === "execute" && title != null && title !== "") return { command: title };
  return place === undefined ? null : { path: place.path };
}

function showContent({ type, content, path, oldText, newText }: z.infer<typeof toolContent>): string {
  if (type === "content") return content?.text ?? `[${content?.type ?? "nothing"}]`;
  if (type !== "diff") return `[${type}]`;
  return oldText == null
    ? `${path} (new)\n${newText ?? ""}`
    : `${path}\n--- before\n${oldText}\n--- after\n${newText ?? ""}`;
}
