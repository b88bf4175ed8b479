// Codex's own questions to the person, put as calls of our tool: so they are rows, and their answers outlive the agent.
import { z } from "zod";
import type { AgentOptions } from "../driver.ts";

const text = z.string();
const question = z.looseObject({
  id: text,
  header: text.catch(""),
  question: text,
  isSecret: z.boolean().catch(false),
  options: z
    .array(z.looseObject({ label: text }))
    .nullish()
    .catch(null),
});
const asking = z.looseObject({ itemId: text, questions: z.array(question) });
const answered = z.looseObject({ status: z.literal("answered"), response: z.union([text, z.array(text)]) });

const tool = "ask_question";
/** An answer goes into a conversation that is kept. */
const noSecrets = "makima asks nobody for secrets.";

export async function askPerson(tools: AgentOptions["tools"], params: unknown): Promise<unknown> {
  const { itemId, questions } = asking.parse(params);
  const canAsk = tools.descriptions.some(({ name }) => name === tool);
  const answers: Record<string, { answers: readonly string[] }> = {};
  for (const one of canAsk ? questions : []) {
    const callKey = `${itemId}:${one.id}`;
    answers[one.id] = { answers: one.isSecret ? [noSecrets] : await ask(tools, { callKey, ...one }) };
  }
  return { answers };
}

/** Where there is no answer yet, what our tool says of that: that the turn is to end, and the answer begins the next one. */
async function ask(
  { call }: AgentOptions["tools"],
  one: z.infer<typeof question> & { callKey: string },
): Promise<readonly string[]> {
  const choices = one.options?.map(({ label }) => label) ?? [];
  const input = {
    question: one.question,
    ...(choices.length === 0 ? {} : { choices }),
    ...(one.header === "" ? {} : { context: one.header }),
  };
  const { result } = await call({ callKey: one.callKey, tool, input });
  const parsed = answered.safeParse(result);
  if (!parsed.success) return [typeof result === "string" ? result : JSON.stringify(result ?? null)];
  const { response } = parsed.data;
  return typeof response === "string" ? [response] : response;
}
