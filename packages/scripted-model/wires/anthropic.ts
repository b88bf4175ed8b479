// Anthropic's messages, which Claude Code speaks.
import { z } from "zod";
import type { Item } from "../conversation/conversation.ts";
import { streamMessage, wholeMessage } from "./anthropic-message.ts";
import { refuseAnthropic } from "./refuse-anthropic.ts";
import type { Wire } from "./wire.ts";

const text = z.looseObject({ type: z.literal("text"), text: z.string() });
const block = z.union([
  text,
  z.looseObject({
    type: z.literal("tool_use"),
    id: z.string(),
    name: z.string(),
    input: z.unknown().optional(),
  }),
  z.looseObject({
    type: z.literal("tool_result"),
    tool_use_id: z.string(),
    is_error: z.boolean().default(false),
    content: z.union([z.string(), z.array(z.looseObject({ text: z.string().default("") }))]).default(""),
  }),
  z.looseObject({ type: z.string() }).transform(() => ({ type: "other" as const })),
]);
const blocks = z.union([
  z.string().transform((words) => [{ type: "text" as const, text: words }]),
  z.array(block),
]);
const request = z.looseObject({
  model: z.string(),
  system: blocks.default([]),
  messages: z.array(z.looseObject({ role: z.enum(["user", "assistant", "system"]), content: blocks })),
  tools: z.array(z.looseObject({ name: z.string() })).default([]),
  output_config: z.looseObject({ effort: z.string().nullish() }).nullish(),
});

type Message = z.infer<typeof request>["messages"][number];

export const anthropic: Wire = {
  name: "anthropic",
  serves: (path) => path.endsWith("/v1/messages"),
  read: (body) => {
    const { model, system, messages, tools, output_config: output } = request.parse(body);
    const answered = messages.findIndex(({ role }) => role === "assistant");
    const first = answered === -1 ? messages : messages.slice(0, answered);
    const above = [{ content: system }, ...first.filter(({ role }) => role === "system")];
    return {
      model,
      effort: output?.effort ?? null,
      // Claude Code's version of the day is no part of a conversation.
      system: above
        .map(({ content }) => textOf(content))
        .join("\n")
        .replace(/^x-anthropic-billing-header.*$/gm, ""),
      tools: tools.map(({ name }) => ({ name, namespace: null, isFreeform: false })),
      items: messages.flatMap(itemsOf),
    };
  },
  stream: streamMessage,
  whole: wholeMessage,
  refuse: refuseAnthropic,
};

const textOf = (content: Message["content"]): string =>
  content.flatMap((one) => (one.type === "text" ? [one.text] : [])).join("\n");

/** What tools answered stands before what was said with it. */
function itemsOf({ role, content }: Message): Item[] {
  if (role === "system") return [];
  const words = textOf(content);
  const said: Item[] = words === "" ? [] : [{ kind: role, text: words }];
  const calls = content.flatMap((one): Item[] =>
    one.type === "tool_use" ? [{ kind: "call", id: one.id, name: one.name, input: one.input }] : [],
  );
  if (role === "assistant") return [...said, ...calls];
  const results = content.flatMap((one): Item[] => {
    if (one.type !== "tool_result") return [];
    const result =
      typeof one.content === "string" ? one.content : one.content.map((piece) => piece.text).join("\n");
    return [{ kind: "result", callId: one.tool_use_id, text: result, isError: one.is_error }];
  });
  return [...results, ...said];
}
