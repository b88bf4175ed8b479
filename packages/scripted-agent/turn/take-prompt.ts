// What a prompt means for the session: a script, the old conversation, the result that a step waits for.

import { z } from "zod";
import { type PastItem, parseNews } from "../news/parse-news.ts";
import { settlePending } from "../news/settle-pending.ts";
import { findScript } from "../script/find-script.ts";
import { interpolateValues } from "../script/interpolate-values.ts";
import type { Step } from "../script/step.ts";
import { advanceByHistory } from "../session/advance-by-history.ts";
import { adoptScript, completeStep, type Session, scriptOf, stepKey } from "../session/session.ts";
import type { TurnContext } from "./step-context.ts";

/**
 * `go_on`: the turn makes steps; `wait_on`: it ends at once, for what the session waits for is not there.
 * @throws Error when the prompt brings a script that cannot be read.
 */
export function takePrompt(prompt: string, turn: TurnContext): "go_on" | "wait_on" {
  const { session } = turn;
  session.history.push({ kind: "message", role: "user", text: prompt });
  session.variables["prompt"] = prompt;
  const news = parseNews(prompt);
  const isRestored = news.items.some(({ kind }) => kind === "restoration");
  const goal = findGoal(prompt, { past: news.past, session });
  // A restoration notice may tell the goal again; that is the same script, not a new beginning.
  if (goal !== null && !(isRestored && goal.source === session.source)) {
    adoptScript(session, goal.source);
    session.variables["goal"] = goal.text;
  }
  const past = goal === null ? news.past : pastOf(goal.source, { past: news.past, cwd: session.cwd });
  if (past.length > 0) advanceByHistory(session, past);
  return settleWith(prompt, turn);
}

/** The text that brings a script: the prompt, or for a session that has none the newest one in the conversation that it tells again. */
function findGoal(
  prompt: string,
  { past, session }: { past: readonly PastItem[]; session: Session },
): { text: string; source: string } | null {
  const told = past.flatMap((item) => (item.kind === "message" && item.role === "user" ? [item.text] : []));
  for (const text of [prompt, ...(session.source === null ? told.toReversed() : [])]) {
    const source = findScript(text, session.cwd);
    if (source !== null) return { text, source };
  }
  return null;
}

/** From the message that brought this script: what stands before it was done by another one, as where a fork has a plan of its own. */
function pastOf(source: string, { past, cwd }: { past: PastItem[]; cwd: string }): PastItem[] {
  let from = 0;
  let before: string | null = null;
  for (const [place, item] of past.entries()) {
    const told = item.kind === "message" && item.role === "user" ? findScript(item.text, cwd) : null;
    if (told === null) continue;
    if (told === source && before !== source) from = before === null ? 0 : place;
    before = told;
  }
  return before === null || before === source ? past.slice(from) : [];
}

function settleWith(prompt: string, turn: TurnContext): "go_on" | "wait_on" {
  const { session } = turn;
  const { pending } = session;
  const step = scriptOf(session).steps[session.position];
  if (step === undefined) return "go_on";
  if (pending === null) {
    const answer = answerToCut(prompt, { step, session });
    if (answer !== undefined) completeStep(session, { step, value: answer });
    return "go_on";
  }
  const settlement = settlePending(pending, prompt);
  turn.note({ type: "input", kind: "settlement", outcome: settlement.kind });
  switch (settlement.kind) {
    case "settled":
      completeStep(session, { step, value: settlement.value });
      return "go_on";
    case "waiting":
      session.pending = settlement.pending;
      return "wait_on";
    case "call_again":
      session.pending = null;
      return "go_on";
  }
}

/** A call that was cut short before it was told its question's id: its agent knows the answer by the question's words, and does not ask again. */
function answerToCut(
  prompt: string,
  { step, session }: { step: Step; session: Session },
): object | undefined {
  const isCut = step.verb === "tool" && step.tool === "ask_question" && session.started === stepKey(session);
  if (!isCut) return undefined;
  const args = z
    .looseObject({ question: z.string() })
    .safeParse(interpolateValues(step.args, session.variables));
  return parseNews(prompt).items.find(
    (item) => item.kind === "answer" && item["question"] === args.data?.question,
  );
}
