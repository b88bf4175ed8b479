// Claude's own tool for asking the user, as a question of ours: it can wait, and anybody can answer it from anywhere.
import { z } from "zod";
import type { AgentOptions } from "../driver.ts";

const asked = z.looseObject({
  questions: z
    .array(
      z.looseObject({
        question: z.string(),
        multiSelect: z.boolean().catch(false),
        options: z.array(z.looseObject({ label: z.string(), description: z.string().catch("") })).catch([]),
      }),
    )
    .length(1),
});
type Asked = z.infer<typeof asked>;

const answered = z.looseObject({
  status: z.literal("answered"),
  response: z.union([z.string(), z.array(z.string()).transform((choices) => choices.join(", "))]),
});
const pending = z.looseObject({ status: z.literal("pending") });

/** Null when it is not one question: each of ours has an answer of its own. */
export function readUserQuestion(input: unknown): Asked | null {
  const read = asked.safeParse(input);
  return read.success ? read.data : null;
}

type UserAnswer =
  | { readonly kind: "pending"; readonly result: unknown }
  | { readonly kind: "over"; readonly decision: object };

export async function askUser(
  input: Asked,
  { callKey, call }: { callKey: string; call: AgentOptions["tools"]["call"] },
): Promise<UserAnswer> {
  const [one] = input.questions;
  if (one === undefined) throw new Error("a question without words");
  const { question, multiSelect, options } = one;
  const details = options.flatMap(({ label, description }) =>
    description === "" ? [] : [`- ${label}: ${description}`],
  );
  const { result } = await call({
    callKey,
    tool: "ask_question",
    input: {
      question,
      choices: [...new Set(options.map(({ label }) => label))],
      multiSelect,
      ...(details.length === 0 ? {} : { context: details.join("\n") }),
    },
  });
  if (pending.safeParse(result).success) return { kind: "pending", result };
  const answer = answered.safeParse(result);
  return {
    kind: "over",
    decision: answer.success
      ? {
          permissionDecision: "allow",
          updatedInput: { ...input, answers: { [question]: answer.data.response } },
        }
      : { permissionDecision: "deny", permissionDecisionReason: JSON.stringify(result) },
  };
}
