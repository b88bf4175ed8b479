// What a tool's result says, taken out of what each agent puts around it.
import { z } from "zod";

const wrapped = z.union([
  z.looseObject({ output: z.string() }).transform(({ output }) => output),
  z
    .array(z.looseObject({ type: z.literal("text"), text: z.string() }))
    .transform(([first]) => first?.text ?? ""),
  z
    .looseObject({ content: z.array(z.looseObject({ type: z.literal("text"), text: z.string() })) })
    .transform(({ content: [first] }) => first?.text ?? ""),
]);

/** The JSON value that the text is or holds, else `{text}`, so that every result has fields. */
export function readResult(text: string): unknown {
  const value = parse(text) ?? parse(between(text));
  if (value === undefined) return { text };
  if (typeof value === "string") return readResult(value);
  const inner = wrapped.safeParse(value);
  return inner.success && inner.data !== text ? readResult(inner.data) : value;
}

/** Codex puts times and counts above a result, and Gemini marks of trust around it. */
function between(text: string): string {
  const from = text.search(/[{[]\s*["{[]/);
  const to = Math.max(text.lastIndexOf("}"), text.lastIndexOf("]"));
  return from === -1 ? "" : text.slice(from, to + 1);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Plain words are a result too.
  }
}
