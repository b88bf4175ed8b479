// Claude's answer in Anthropic's messages: as a stream of events, and as one document.
import type { Part, Usage } from "../script/reply.ts";
import { type Answer, type Frame, inPieces, serverSent } from "./wire.ts";

export const streamMessage = (answer: Answer): Frame[] => [
  event("message_start", { message: messageOf(answer, []) }),
  ...answer.reply.parts.flatMap(streamPart),
  event("message_delta", {
    delta: { stop_reason: stopOf(answer), stop_sequence: null },
    usage: { output_tokens: answer.reply.usage.output },
  }),
  event("message_stop", {}),
];

export const wholeMessage = (answer: Answer): unknown => ({
  ...messageOf(answer, answer.reply.parts.map(blockOf)),
  stop_reason: stopOf(answer),
  usage: usageOf(answer.reply.usage),
});

const event = (
  type: string,
  fields: Readonly<Record<string, unknown>>,
  piece: { chars?: number; waitMs?: number } = {},
): Frame => serverSent({ type, ...fields }, { ...piece, event: type });

const messageOf = ({ reply, model }: Answer, content: readonly unknown[]) => ({
  id: `msg_01${reply.id}`,
  type: "message",
  role: "assistant",
  model,
  content,
  stop_reason: null as string | null,
  stop_sequence: null,
  usage: { ...usageOf(reply.usage), output_tokens: 1 },
});

const usageOf = ({ input, output, cachedInput }: Usage) => ({
  input_tokens: input,
  output_tokens: output,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: cachedInput,
});

const stopOf = ({ reply }: Answer): string =>
  reply.parts.some(({ kind }) => kind === "call") ? "tool_use" : "end_turn";

const SIGNATURE = Buffer.from("a scripted thought").toString("base64");

function blockOf(part: Part): Record<string, unknown> {
  if (part.kind === "say") return { type: "text", text: part.text };
  if (part.kind === "think") return { type: "thinking", thinking: part.text, signature: SIGNATURE };
  return { type: "tool_use", id: `toolu_01${part.id}`, name: part.tool.name, input: part.input };
}

function streamPart(part: Part, index: number): Frame[] {
  const empty = { say: { text: "" }, think: { thinking: "", signature: "" }, call: { input: {} } }[part.kind];
  const pieces =
    part.kind === "call" ? inPieces(JSON.stringify(part.input)) : inPieces(part.text, part.chunkMs);
  const delta = (words: string): unknown => {
    if (part.kind === "say") return { type: "text_delta", text: words };
    if (part.kind === "think") return { type: "thinking_delta", thinking: words };
    return { type: "input_json_delta", partial_json: words };
  };
  return [
    event("content_block_start", { index, content_block: { ...blockOf(part), ...empty } }),
    ...pieces.map(({ text: words, ...piece }) =>
      event("content_block_delta", { index, delta: delta(words) }, piece),
    ),
    ...(part.kind === "think"
      ? [event("content_block_delta", { index, delta: { type: "signature_delta", signature: SIGNATURE } })]
      : []),
    event("content_block_stop", { index }),
  ];
}
