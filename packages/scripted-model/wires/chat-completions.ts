// OpenAI's chat completions, which most agents can be pointed at.
import { z } from "zod";
import type { Item } from "../conversation/conversation.ts";
import type { Part, Usage } from "../script/reply.ts";
import { refuseOpenai } from "./refuse-openai.ts";
import { type Answer, type Frame, inPieces, serverSent, type Wire } from "./wire.ts";

const content = z
  .union([z.string(), z.array(z.looseObject({ text: z.string().default("") })), z.null()])
  .default(null)
  .transform((said) => (typeof said === "string" ? said : (said ?? []).map(({ text }) => text).join("\n")));
const message = z.looseObject({
  role: z.enum(["system", "developer", "user", "assistant", "tool"]),
  content,
  tool_call_id: z.string().default(""),
  tool_calls: z
    .array(
      z.looseObject({ id: z.string(), function: z.looseObject({ name: z.string(), arguments: z.string() }) }),
    )
    .nullish(),
});
const request = z.looseObject({
  model: z.string(),
  messages: z.array(message),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })).default([]),
  reasoning_effort: z.string().nullish(),
});

export const chatCompletions: Wire = {
  name: "chat-completions",
  serves: (path) => path.endsWith("/chat/completions"),
  read: (body) => {
    const { model, messages, tools, reasoning_effort: effort = null } = request.parse(body);
    const above = messages.filter(({ role }) => role === "system" || role === "developer");
    return {
      model,
      effort,
      system: above.map((one) => one.content).join("\n"),
      tools: tools.map(({ function: { name } }) => ({ name, namespace: null, isFreeform: false })),
      items: messages.flatMap(itemsOf),
    };
  },
  stream: (answer) => {
    const { parts, usage } = answer.reply;
    const head = headOf(answer);
    const chunk = (delta: unknown, finish: string | null): unknown => ({
      ...head,
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
    return [
      serverSent(chunk({ role: "assistant", content: "" }, null)),
      ...parts
        .flatMap((one) => deltasOf(one, parts))
        .map(({ delta, ...piece }) => serverSent(chunk(delta, null), piece)),
      serverSent(chunk({}, finishOf(parts))),
      serverSent({ ...head, choices: [], usage: usageOf(usage) }),
      { text: "data: [DONE]\n\n", chars: 0, waitMs: 0 } satisfies Frame,
    ];
  },
  whole: (answer) => {
    const { parts, usage } = answer.reply;
    const calls = callsOf(parts);
    const told = {
      role: "assistant",
      content: parts.flatMap((one) => (one.kind === "say" ? [one.text] : [])).join("\n\n") || null,
      ...(calls.length === 0 ? {} : { tool_calls: calls.map((one) => toolCall(one)) }),
    };
    return {
      ...headOf(answer),
      object: "chat.completion",
      choices: [{ index: 0, message: told, finish_reason: finishOf(parts) }],
      usage: usageOf(usage),
    };
  },
  refuse: refuseOpenai,
};

function itemsOf({
  role,
  content: text,
  tool_calls: calls,
  tool_call_id: callId,
}: z.infer<typeof message>): Item[] {
  if (role === "user") return [{ kind: "user", text }];
  if (role === "tool") return [{ kind: "result", callId, text, isError: isRefusal(text) }];
  if (role !== "assistant") return [];
  const said: Item[] = text === "" ? [] : [{ kind: "assistant", text }];
  return [
    ...said,
    ...(calls ?? []).map(
      ({ id, function: { name, arguments: input } }): Item => ({
        kind: "call",
        id,
        name,
        input: readJson(input),
      }),
    ),
  ];
}

/** OpenCode tells its model of a failure in words alone. */
const isRefusal = (result: string): boolean =>
  /^(\[?Tool execution (was )?(aborted|denied|failed|interrupted)|The user rejected permission)/.test(result);

/** What a model was made to say need not be JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

type Call = Extract<Part, { kind: "call" }>;

const callsOf = (parts: readonly Part[]): Call[] =>
  parts.flatMap((one) => (one.kind === "call" ? [one] : []));

const toolCall = ({ id, tool, input }: Call) => ({
  id: `call_${id}`,
  type: "function",
  function: { name: tool.name, arguments: JSON.stringify(input) },
});

function deltasOf(one: Part, parts: readonly Part[]): { delta: unknown; chars: number; waitMs: number }[] {
  if (one.kind === "call") {
    const delta = { tool_calls: [{ index: callsOf(parts).indexOf(one), ...toolCall(one) }] };
    return [{ delta, chars: JSON.stringify(one.input).length, waitMs: 0 }];
  }
  const key = one.kind === "say" ? "content" : "reasoning_content";
  return inPieces(one.text, one.chunkMs).map(({ text, ...piece }) => ({ delta: { [key]: text }, ...piece }));
}

const finishOf = (parts: readonly Part[]): string => (callsOf(parts).length > 0 ? "tool_calls" : "stop");

const headOf = ({ reply, model }: Answer) => ({
  id: `chatcmpl-${reply.id}`,
  object: "chat.completion.chunk",
  created: 1,
  model,
});

const usageOf = ({ input, output, cachedInput }: Usage) => ({
  prompt_tokens: input + cachedInput,
  completion_tokens: output,
  total_tokens: input + cachedInput + output,
  prompt_tokens_details: { cached_tokens: cachedInput },
});
