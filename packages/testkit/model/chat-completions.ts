// OpenAI's chat completions, which most agents can be pointed at.
import { z } from "zod";
import type { Decision } from "./script.ts";
import { serverSent, type Wire } from "./wire.ts";

const content = z.union([z.string(), z.array(z.looseObject({ text: z.string().optional() })), z.null()]);
const request = z.looseObject({
  messages: z.array(z.looseObject({ role: z.string(), content: content.default(null) })),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })).default([]),
});

export const chatCompletions: Wire = {
  serves: (path) => path.endsWith("/chat/completions"),
  read: (body) => {
    const { messages, tools } = request.parse(body);
    return {
      turns: messages.flatMap(({ role, content: said }) =>
        role === "user" || role === "assistant" || role === "tool" ? [{ role, text: textOf(said) }] : [],
      ),
      tools: tools.map(({ function: { name } }) => name),
    };
  },
  stream: (decision) =>
    [
      serverSent({ ...HEAD, choices: [{ index: 0, delta: deltaOf(decision), finish_reason: null }] }),
      serverSent({
        ...HEAD,
        choices: [{ index: 0, delta: {}, finish_reason: endOf(decision) }],
        usage: USAGE,
      }),
      "data: [DONE]\n\n",
    ].join(""),
  whole: (decision) => ({
    ...HEAD,
    object: "chat.completion",
    choices: [{ index: 0, message: deltaOf(decision), finish_reason: endOf(decision) }],
    usage: USAGE,
  }),
};

const HEAD = { id: "scripted", object: "chat.completion.chunk", created: 1, model: "scripted" };
const USAGE = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };

const textOf = (said: z.infer<typeof content>): string =>
  typeof said === "string" ? said : (said ?? []).map(({ text }) => text ?? "").join("\n");

const endOf = (decision: Decision): string => (decision.kind === "tool" ? "tool_calls" : "stop");

function deltaOf(decision: Decision): unknown {
  if (decision.kind === "say") return { role: "assistant", content: decision.text };
  const called = { name: decision.name, arguments: JSON.stringify(decision.input) };
  const id = `call-${called.name}-${called.arguments.length}`;
  return {
    role: "assistant",
    content: null,
    tool_calls: [{ index: 0, id, type: "function", function: called }],
  };
}
