// Google's generateContent, as far as its own command line uses it.
import { z } from "zod";
import type { Decision } from "./script.ts";
import { serverSent, type Wire } from "./wire.ts";

const part = z.looseObject({
  text: z.string().optional(),
  functionCall: z.looseObject({ name: z.string() }).optional(),
  functionResponse: z.looseObject({ response: z.unknown() }).optional(),
});
const request = z.looseObject({
  contents: z.array(z.looseObject({ role: z.string().optional(), parts: z.array(part) })),
  tools: z
    .array(z.looseObject({ functionDeclarations: z.array(z.looseObject({ name: z.string() })).optional() }))
    .default([]),
});

export const gemini: Wire = {
  serves: (path) => path.includes("generateContent") || path.includes("streamGenerateContent"),
  read: (body) => {
    const { contents, tools } = request.parse(body);
    return {
      turns: contents.map(({ role, parts }) => {
        const results = parts.flatMap(({ functionResponse }) => functionResponse ?? []);
        const text = parts.map((one) => one.text ?? "").join("");
        if (role === "model") return { role: "assistant", text };
        return results.length === 0
          ? { role: "user", text }
          : { role: "tool", text: JSON.stringify(results) };
      }),
      tools: tools.flatMap(({ functionDeclarations }) => functionDeclarations ?? []).map(({ name }) => name),
    };
  },
  stream: (decision) => serverSent(answer(decision)),
  whole: answer,
};

function answer(decision: Decision): unknown {
  const made =
    decision.kind === "say"
      ? { text: decision.text }
      : { functionCall: { name: decision.name, args: decision.input } };
  return {
    candidates: [{ index: 0, content: { role: "model", parts: [made] }, finishReason: "STOP" }],
    usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 20, totalTokenCount: 120 },
    modelVersion: "scripted",
  };
}
