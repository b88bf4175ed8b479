// A question that a person must decide: what may be asked, and which answers it takes.

export const QUESTION_TYPES = [
  "general",
  "phase_confirmation",
  "contract_complete",
  "permission",
  "recovery",
  "budget",
] as const;
export type QuestionType = (typeof QUESTION_TYPES)[number];

export const QUESTION_STATUSES = ["pending", "answered", "withdrawn", "expired"] as const;
export type QuestionStatus = (typeof QUESTION_STATUSES)[number];

/** An agent asks these; the others are makima's own. */
export const AGENT_QUESTION_TYPES = ["general", "phase_confirmation", "contract_complete"] as const;

export type Question = {
  status: QuestionStatus;
  choices: readonly string[];
  choicesOnly: boolean;
  multiSelect: boolean;
};

/** The person's own words, or the choices taken. */
export type Answer = { response: string } | { choices: readonly string[] };

export type AnswerDecision =
  | { ok: true; response: string | string[] }
  | { ok: false; code: "ALREADY_ANSWERED" | "QUESTION_EXPIRED" | "QUESTION_WITHDRAWN"; message: string }
  | { ok: false; code: "VALIDATION"; field: string; message: string };

/** The first answer that fits wins; free text stands beside choices unless the question says that only they count. */
export function decideAnswer(question: Question, answer: Answer): AnswerDecision {
  if (question.status === "answered")
    return { ok: false, code: "ALREADY_ANSWERED", message: "this question has its answer already" };
  if (question.status === "expired")
    return { ok: false, code: "QUESTION_EXPIRED", message: "the time for an answer is over" };
  if (question.status === "withdrawn")
    return { ok: false, code: "QUESTION_WITHDRAWN", message: "nobody waits for this answer any more" };
  return "choices" in answer
    ? decideChoices(question, answer.choices)
    : decideText(question, answer.response);
}

function decideChoices(question: Question, choices: readonly string[]): AnswerDecision {
  const refuse = (message: string): AnswerDecision => ({
    ok: false,
    code: "VALIDATION",
    field: "choices",
    message,
  });
  if (choices.length === 0) return refuse("name at least one choice");
  const unknown = choices.find((choice) => !question.choices.includes(choice));
  if (unknown !== undefined) {
    return question.choices.length === 0
      ? refuse("this question has no choices: answer with a text")
      : refuse(
          `"${unknown}" is not offered; the choices are ${question.choices.map((choice) => `"${choice}"`).join(", ")}`,
        );
  }
  if (new Set(choices).size !== choices.length) return refuse("the same choice is named twice");
  if (!question.multiSelect && choices.length > 1) return refuse("this question takes one choice");
  return { ok: true, response: [...choices] };
}

function decideText(question: Question, text: string): AnswerDecision {
  const refuse = (message: string): AnswerDecision => ({
    ok: false,
    code: "VALIDATION",
    field: "response",
    message,
  });
  if (text.trim() === "") return refuse("the answer is empty");
  if (question.choicesOnly && !question.choices.includes(text)) {
    return refuse(
      `this question takes its choices only: ${question.choices.map((choice) => `"${choice}"`).join(", ")}`,
    );
  }
  return { ok: true, response: text };
}

/** An answer as the agent gets it: the one choice of a question that takes one is a text, not a list. */
export const answerForAgent = (question: {
  multiSelect: boolean;
  response: string | readonly string[] | null;
}): string | readonly string[] | null => {
  const { multiSelect, response } = question;
  return typeof response === "object" && !multiSelect ? (response?.[0] ?? null) : response;
};
