// What becomes of a task whose agent lives and was refused: by its login, by a limit, by an overloaded provider, by the length of its
// conversation. None of it is a crash, so nothing is counted as one.
import { doublingPauseMs } from "../restoration/crash-loop.ts";

/** A refusal that has a way of its own; every other error is the loss of a run. */
const REFUSAL_KINDS = [
  "login",
  "rate_limited",
  "overloaded",
  "context_too_long",
  "model_unknown",
  // not of its agent: the owner's set-up command failed in its fresh worktree
  "setup_failed",
] as const;
export type RefusalKind = (typeof REFUSAL_KINDS)[number];

export const isRefusal = (kind: string): kind is RefusalKind => REFUSAL_KINDS.some((one) => one === kind);

export type RefusalSettings = {
  /** the pause after the first refusal by an overloaded provider; it doubles */
  firstPauseMs: number;
  /** so many refusals by an overloaded provider in a row are a person's matter; at least 1 */
  tries: number;
};

export type RefusalDecision =
  /** parked until the later of the two; `until` is ISO 8601, null where nobody has told a time */
  | { kind: "park"; afterMs: number; until: string | null }
  /** tried again at once with a shorter past */
  | { kind: "shorten" }
  | { kind: "ask" };

const LONGEST_OVERLOAD_MS = 300_000;
const LONGEST_LIMIT_MS = 3_600_000;
/** A limit whose end nobody tells lasts longer than an overload. */
const LIMIT_FACTOR = 12;

/** `inARow`: refusals of this kind with no good turn between them, this one included; at least 1. */
export function decideRefusal(
  refusal: { kind: RefusalKind; resetAt: string | null; inARow: number },
  { firstPauseMs, tries }: RefusalSettings,
): RefusalDecision {
  const { kind, resetAt, inARow } = refusal;
  switch (kind) {
    case "overloaded": {
      if (inARow >= tries) return { kind: "ask" };
      const pauses = { firstPauseMs, longestPauseMs: LONGEST_OVERLOAD_MS };
      return { kind: "park", afterMs: doublingPauseMs(inARow, pauses), until: resetAt };
    }
    case "rate_limited": {
      // A time that was told and has passed again and again tells nothing: the pause grows all the same.
      const pauses = { firstPauseMs: firstPauseMs * LIMIT_FACTOR, longestPauseMs: LONGEST_LIMIT_MS };
      const afterMs = resetAt !== null && inARow === 1 ? firstPauseMs : doublingPauseMs(inARow, pauses);
      return { kind: "park", afterMs, until: resetAt };
    }
    case "context_too_long":
      return inARow === 1 ? { kind: "shorten" } : { kind: "ask" };
    case "login":
    case "model_unknown":
    case "setup_failed":
      return { kind: "ask" };
  }
}

/** `agent` by its name, `detail` in its own words. */
export type Refused = { kind: RefusalKind; agent: string; detail: string };

const BECAUSE: Record<Exclude<RefusalKind, "setup_failed">, string> = {
  login: "is not logged in, or its login is over",
  rate_limited: "has reached a limit of its provider",
  overloaded: "was refused because its provider is overloaded",
  context_too_long: "was refused because the conversation is too long for its model",
  model_unknown: "was refused because its provider does not know the model",
};

/** Why the task waits, in one sentence for people. */
export const tellRefusal = ({ kind, agent, detail }: Refused): string =>
  kind === "setup_failed"
    ? `The set-up of its worktree failed: ${detail}`
    : `${agent} ${BECAUSE[kind]}: ${detail}`;

const MENDS: Record<RefusalKind, (agent: string) => string> = {
  login: (agent) => `Log in with ${agent} on its machine, then let it try again, or use another agent.`,
  rate_limited: () => "Wait until the limit is over, or use another agent.",
  overloaded: () => "Try again later, or use another agent.",
  context_too_long: () =>
    "Use another agent whose model holds more, or cancel the task and give it less to read.",
  model_unknown: (agent) =>
    `Name a model that this login has (makima task resume --agent ${agent}:MODEL), or use another agent.`,
  setup_failed: () =>
    "Mend what its last lines name, then let it try again: the set-up runs once more. makima task output shows all of it.",
};

/** What a person can do about it. */
export const mendRefusal = ({ kind, agent }: Pick<Refused, "kind" | "agent">): string => MENDS[kind](agent);

/** What is asked once for all tasks that wait for a login of this agent on this machine. */
export const askForLogin = (login: { reason: string; taskName: string; agent: string; machine: string }) => ({
  question: `${login.reason} How are the tasks to go on that wait for this login?`,
  context:
    `${mendRefusal({ kind: "login", agent: login.agent })} This is asked once for all tasks of ${login.agent} on ${login.machine}; ` +
    `"${CANCEL}" is said of ${login.taskName} alone. They go on by themselves when the login is renewed.`,
});

const TRY_AGAIN = "try again";
const CANCEL = "cancel the task";
const USE = "use ";

/** The choices of the question; `others`: the names of agents that the task could go on with. */
export const refusalChoices = (others: readonly string[]): string[] => [
  TRY_AGAIN,
  ...others.map((name) => `${USE}${name}`),
  CANCEL,
];

export type RefusalAnswer = { do: "try_again" } | { do: "use"; agent: string } | { do: "cancel" };

/** Null: none of the choices. */
export function readRefusalAnswer(choice: string): RefusalAnswer | null {
  if (choice === TRY_AGAIN) return { do: "try_again" };
  if (choice === CANCEL) return { do: "cancel" };
  return choice.startsWith(USE) ? { do: "use", agent: choice.slice(USE.length) } : null;
}
