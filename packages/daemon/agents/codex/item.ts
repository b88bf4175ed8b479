// An entry of the conversation as Codex gives it to its model, as far as this driver reads or writes it.
import { z } from "zod";

const text = z.string();
const piece = z.looseObject({ type: text, text: text.optional() });
/** Codex's own tools may answer with pictures and more beside text. */
const output = z.union([text, z.array(z.looseObject({ type: text, text: text.optional() }))]);

const message = z.looseObject({ type: z.literal("message"), role: text, content: z.array(piece) });
const call = z.looseObject({
  type: z.enum(["function_call", "custom_tool_call"]),
  call_id: text,
  name: text,
  namespace: text.optional(),
  arguments: text.optional(),
  input: text.optional(),
});
const callOutput = z.looseObject({
  type: z.enum(["function_call_output", "custom_tool_call_output"]),
  call_id: text,
  output,
});

export const historyItem = z.discriminatedUnion("type", [message, call, callOutput]);
export type HistoryItem = z.infer<typeof historyItem>;
export type Call = z.infer<typeof call>;
type CallOutput = z.infer<typeof callOutput>;

export const isCall = (item: HistoryItem): item is Call =>
  item.type === "function_call" || item.type === "custom_tool_call";

export const isOutput = (item: HistoryItem): item is CallOutput =>
  item.type === "function_call_output" || item.type === "custom_tool_call_output";

export const say = (role: "user" | "assistant", words: string): HistoryItem => ({
  type: "message",
  role,
  content: [{ type: role === "user" ? "input_text" : "output_text", text: words }],
});

export const makeCall = (made: { callId: string; tool: string; input: unknown }): Call => ({
  type: "function_call",
  call_id: made.callId,
  name: made.tool.replace(/[^a-zA-Z0-9_-]/g, "_").slice(0, longestName) || "tool",
  arguments: JSON.stringify(isObject(made.input) ? made.input : {}),
});

export const makeOutput = (call: Pick<Call, "call_id" | "type">, output: string): HistoryItem => ({
  type: call.type === "custom_tool_call" ? "custom_tool_call_output" : "function_call_output",
  call_id: call.call_id,
  output,
});

/** What models allow. */
const longestName = 64;
const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);
