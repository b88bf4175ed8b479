// OpenAI's responses, which Codex speaks.
import { z } from "zod";
import type { Item, Tool } from "../conversation/conversation.ts";
import { readJson } from "./chat-completions.ts";
import { refuseOpenai } from "./refuse-openai.ts";
import { streamResponse, wholeResponse } from "./responses-response.ts";
import type { Wire } from "./wire.ts";

const words = z
  .union([z.string(), z.array(z.looseObject({ text: z.string().default("") }))])
  .transform((said) => (typeof said === "string" ? said : said.map(({ text }) => text).join("\n")));
const input = z.union([
  z.looseObject({
    type: z.literal("message").default("message"),
    role: z.enum(["user", "assistant", "developer", "system"]),
    content: words,
  }),
  z.looseObject({
    type: z.literal("function_call"),
    call_id: z.string(),
    name: z.string(),
    arguments: z.string(),
  }),
  z.looseObject({
    type: z.literal("custom_tool_call"),
    call_id: z.string(),
    name: z.string(),
    input: z.string(),
  }),
  z.looseObject({
    type: z.enum(["function_call_output", "custom_tool_call_output"]),
    call_id: z.string(),
    output: words,
  }),
  z.looseObject({ type: z.string() }).transform(() => ({ type: "other" as const })),
]);
const oneTool = z.looseObject({ type: z.string(), name: z.string().optional() });
const request = z.looseObject({
  model: z.string(),
  instructions: z.string().default(""),
  input: z.union([
    z.string().transform((content) => [{ type: "message" as const, role: "user" as const, content }]),
    z.array(input),
  ]),
  reasoning: z.looseObject({ effort: z.string().nullish() }).nullish(),
  tools: z.array(oneTool.extend({ tools: z.array(oneTool).default([]) })).default([]),
});

type Input = z.infer<typeof input>;

export const responses: Wire = {
  name: "responses",
  serves: (path) => path.endsWith("/v1/responses"),
  read: (body) => {
    const { model, instructions, input: told, tools, reasoning } = request.parse(body);
    const developer = told.filter((one) => one.type === "message" && !isSaid(one.role));
    return {
      model,
      effort: reasoning?.effort ?? null,
      system: [instructions, ...developer.map((one) => ("content" in one ? one.content : ""))].join("\n"),
      tools: tools.flatMap((tool): Tool[] =>
        tool.type === "namespace"
          ? tool.tools.flatMap((inner) => toolsOf(inner, tool.name ?? null))
          : toolsOf(tool, null),
      ),
      items: told.flatMap(itemsOf),
    };
  },
  stream: streamResponse,
  whole: wholeResponse,
  refuse: refuseOpenai,
};

const toolsOf = ({ type, name }: z.infer<typeof oneTool>, namespace: string | null): Tool[] =>
  name === undefined ? [] : [{ name, namespace, isFreeform: type === "custom" }];

const isSaid = (role: unknown): role is "user" | "assistant" => role === "user" || role === "assistant";

function itemsOf(one: Input): Item[] {
  switch (one.type) {
    case "message":
      return isSaid(one.role) && one.content !== "" ? [{ kind: one.role, text: one.content }] : [];
    case "function_call":
      return [{ kind: "call", id: one.call_id, name: one.name, input: readJson(one.arguments) }];
    case "custom_tool_call":
      return [{ kind: "call", id: one.call_id, name: one.name, input: one.input }];
    case "function_call_output":
    case "custom_tool_call_output":
      return [{ kind: "result", callId: one.call_id, text: one.output, isError: isRefusal(one.output) }];
    case "other":
      return [];
  }
}

/** Codex tells its model of a failure in words alone. */
const isRefusal = (output: string): boolean =>
  /^(aborted|err: |exec_command failed|unsupported call|patch rejected|apply_patch verification failed)/i.test(
    output,
  );
