// Google's generateContent, as far as its own command line uses it.
import { z } from "zod";
import type { Item } from "../conversation/conversation.ts";
import type { Part, Usage } from "../script/reply.ts";
import { refuseGemini } from "./refuse-gemini.ts";
import { type Answer, inPieces, serverSent, type Wire } from "./wire.ts";

const part = z.looseObject({
  text: z.string().optional(),
  thought: z.boolean().default(false),
  functionCall: z
    .looseObject({ id: z.string().optional(), name: z.string(), args: z.unknown().optional() })
    .optional(),
  functionResponse: z
    .looseObject({ id: z.string().optional(), name: z.string(), response: z.unknown().optional() })
    .optional(),
});
const content = z.looseObject({ role: z.string().default("user"), parts: z.array(part).default([]) });
const request = z.looseObject({
  contents: z.array(content),
  systemInstruction: content.optional(),
  tools: z
    .array(z.looseObject({ functionDeclarations: z.array(z.looseObject({ name: z.string() })).default([]) }))
    .default([]),
});

export const gemini: Wire = {
  name: "gemini",
  serves: (path) => /:(stream)?generateContent$/i.test(path),
  read: (body, path) => {
    const { contents, systemInstruction, tools } = request.parse(body);
    return {
      model: /\/models\/([^:]+):/.exec(path)?.[1] ?? "",
      effort: null,
      system: (systemInstruction?.parts ?? []).map((one) => one.text ?? "").join("\n"),
      tools: tools
        .flatMap(({ functionDeclarations }) => functionDeclarations)
        .map(({ name }) => ({ name, namespace: null, isFreeform: false })),
      items: readContents(contents),
    };
  },
  stream: ({ reply, model }) => [
    ...reply.parts.flatMap((one) =>
      piecesOf(one).map(({ made, ...piece }) => serverSent({ candidates: [candidate([made])] }, piece)),
    ),
    serverSent({
      candidates: [{ ...candidate([]), finishReason: "STOP" }],
      usageMetadata: usageOf(reply.usage),
      modelVersion: model,
    }),
  ],
  whole: ({ reply, model }: Answer) => ({
    candidates: [{ ...candidate(reply.parts.map(partOf)), finishReason: "STOP" }],
    usageMetadata: usageOf(reply.usage),
    modelVersion: model,
  }),
  refuse: refuseGemini,
};

/** Calls and results need no ids here: the results of an answer's calls stand in their order. */
function readContents(contents: readonly z.infer<typeof content>[]): Item[] {
  const items: Item[] = [];
  const open: { id: string; name: string }[] = [];
  for (const { role, parts } of contents) {
    const texts = parts.flatMap((one) => (one.text === undefined || one.thought ? [] : [one.text]));
    const said: Item[] =
      texts.length === 0 ? [] : [{ kind: role === "model" ? "assistant" : "user", text: texts.join("\n") }];
    if (role === "model") items.push(...said);
    for (const { functionCall, functionResponse } of parts) {
      if (functionCall !== undefined) {
        const { id = `call-${items.length}`, name, args } = functionCall;
        open.push({ id, name });
        items.push({ kind: "call", id, name, input: args });
      }
      if (functionResponse !== undefined) items.push(resultOf(functionResponse, open));
    }
    if (role !== "model") items.push(...said);
  }
  return items;
}

const answered = z.looseObject({ output: z.unknown().optional(), error: z.unknown().optional() });

function resultOf(
  { id, name, response }: { id?: string | undefined; name: string; response?: unknown },
  open: { id: string; name: string }[],
): Item {
  const place = open.findIndex((call) => (id === undefined ? call.name === name : call.id === id));
  const [call] = place === -1 ? [] : open.splice(place, 1);
  const read = answered.safeParse(response);
  const { error, output } = read.success ? read.data : { error: undefined, output: undefined };
  const told = error ?? output ?? response;
  const text = typeof told === "string" ? told : JSON.stringify(told ?? null);
  return { kind: "result", callId: call?.id ?? id ?? name, text, isError: error !== undefined };
}

type Piece = { made: unknown; chars: number; waitMs: number };

function piecesOf(one: Part): Piece[] {
  if (one.kind === "call") return [{ made: partOf(one), chars: JSON.stringify(one.input).length, waitMs: 0 }];
  return inPieces(one.text, one.chunkMs).map(({ text, ...piece }) => ({
    made: partOf({ ...one, text }),
    ...piece,
  }));
}

function partOf(one: Part): unknown {
  if (one.kind === "call") return { functionCall: { name: one.tool.name, args: one.input } };
  return one.kind === "think" ? { text: one.text, thought: true } : { text: one.text };
}

const candidate = (parts: readonly unknown[]) => ({ index: 0, content: { role: "model", parts } });

const usageOf = ({ input, output, cachedInput }: Usage) => ({
  promptTokenCount: input + cachedInput,
  candidatesTokenCount: output,
  cachedContentTokenCount: cachedInput,
  totalTokenCount: input + cachedInput + output,
});
