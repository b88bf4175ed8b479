// Codex's answer in OpenAI's responses: as a stream of events, and as one document.
import type { Part, Usage } from "../script/reply.ts";
import { type Answer, type Frame, inPieces, serverSent } from "./wire.ts";

export function streamResponse(answer: Answer): Frame[] {
  const { parts } = answer.reply;
  let number = 0;
  const event = (type: string, fields: object, piece: { chars?: number; waitMs?: number } = {}): Frame => {
    number += 1;
    return serverSent({ type, sequence_number: number, ...fields }, { ...piece, event: type });
  };
  const frames = parts.flatMap((part, index) => {
    const item = itemOf(part, `${answer.reply.id}${index}`);
    return [
      event("response.output_item.added", { output_index: index, item: { ...item, ...emptyOf(part) } }),
      ...deltasOf(part).map(({ type, fields, ...piece }) =>
        event(type, { item_id: item.id, output_index: index, ...fields }, piece),
      ),
      event("response.output_item.done", { output_index: index, item }),
    ];
  });
  return [
    event("response.created", { response: { ...headOf(answer), status: "in_progress", output: [] } }),
    ...frames,
    event("response.completed", { response: wholeResponse(answer) }),
  ];
}

export const wholeResponse = (answer: Answer) => ({
  ...headOf(answer),
  status: "completed",
  output: answer.reply.parts.map((part, index) => itemOf(part, `${answer.reply.id}${index}`)),
  usage: usageOf(answer.reply.usage),
});

const headOf = ({ reply, model }: Answer) => ({
  id: `resp_${reply.id}`,
  object: "response",
  created_at: 1,
  model,
});

function itemOf(part: Part, id: string): { id: string } & Readonly<Record<string, unknown>> {
  if (part.kind === "say") {
    const content = [{ type: "output_text", text: part.text, annotations: [] }];
    return { type: "message", id: `msg_${id}`, role: "assistant", status: "completed", content };
  }
  if (part.kind === "think") {
    return { type: "reasoning", id: `rs_${id}`, summary: [{ type: "summary_text", text: part.text }] };
  }
  const { tool, input } = part;
  const call = { call_id: `call_${part.id}`, name: tool.name, status: "completed" };
  // A tool that takes plain text has it as its one argument.
  if (tool.isFreeform) return { type: "custom_tool_call", id: `ctc_${id}`, ...call, input: textOf(input) };
  return {
    type: "function_call",
    id: `fc_${id}`,
    ...call,
    ...(tool.namespace === null ? {} : { namespace: tool.namespace }),
    arguments: JSON.stringify(input),
  };
}

const textOf = ({ input }: Readonly<Record<string, unknown>>): string =>
  typeof input === "string" ? input : "";

/** A message begins empty; a call is told whole. */
const emptyOf = (part: Part): object =>
  part.kind === "say" ? { content: [] } : part.kind === "think" ? { summary: [] } : {};

function deltasOf(part: Part): { type: string; fields: object; chars: number; waitMs: number }[] {
  // Half a call is worth nothing to Codex, but a stream can break off before it.
  if (part.kind === "call") return [];
  const type = part.kind === "say" ? "response.output_text.delta" : "response.reasoning_summary_text.delta";
  const place = part.kind === "say" ? { content_index: 0 } : { summary_index: 0 };
  return inPieces(part.text, part.chunkMs).map(({ text, ...piece }) => ({
    type,
    fields: { ...place, delta: text },
    ...piece,
  }));
}

const usageOf = ({ input, output, cachedInput }: Usage) => ({
  input_tokens: input + cachedInput,
  input_tokens_details: { cached_tokens: cachedInput },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: input + cachedInput + output,
});
