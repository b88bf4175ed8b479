// Answers the demonstration's questions: from the terminal, with the first choice, or not at all (somebody else does).
import { ApiError, type Client } from "@makima/client";
import type { QuestionView } from "@makima/protocol/questions";
import { cleanLine } from "../terminal/clean-text.ts";
import { paint } from "../terminal/paint.ts";
import { drawQuestion } from "../watch/draw-contract.ts";
import type { LiveContract } from "../watch/show-contract-live.ts";

export type AnswerWay = "first_choice" | "terminal" | "elsewhere";

export type Answering = {
  client: Client;
  way: AnswerWay;
  live: () => LiveContract;
};

export async function answerQuestion(
  { client, way, live }: Answering,
  question: QuestionView,
): Promise<void> {
  if (way === "elsewhere") {
    for (const line of drawQuestion(question)) live().say(line);
    return;
  }
  const body = way === "terminal" ? await ask(live(), question) : firstChoice(question);
  if (body === null) return;
  try {
    await client.answerQuestion({ id: question.id, ...body });
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "ALREADY_ANSWERED")) throw error;
    live().say(paint.dim("it was answered elsewhere; that answer stands"));
  }
}

type Body = { choices: string[] } | { response: string };

function firstChoice({ choices }: QuestionView): Body {
  const [first] = choices;
  return first === undefined ? { response: "Yes, go on." } : { choices: [first] };
}

/** Null when the person pressed Ctrl-C: the question stays open. */
async function ask(live: LiveContract, question: QuestionView): Promise<Body | null> {
  const { isCancel, select, text } = await import("@clack/prompts");
  live.pause();
  try {
    const message = cleanLine(question.question);
    if (question.choices.length === 0) {
      const words = await text({ message });
      return isCancel(words) ? null : { response: words };
    }
    const options = question.choices.map((value) => ({ value, label: cleanLine(value) }));
    const choice = await select({ message, options });
    return isCancel(choice) ? null : { choices: [choice] };
  } finally {
    live.draw();
  }
}
