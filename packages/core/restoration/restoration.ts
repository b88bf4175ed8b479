// What an agent is told after its run ended without consent, and how a conversation is given back to one that cannot load its own.
import { section } from "../notice/notice.ts";
import type { RestorationSource } from "../supervisor/supervisor.ts";
import type { RestorationPlan } from "./plan-restoration.ts";

export { type Breaker, failStart, tellBreaker } from "./agent-breaker.ts";
export {
  composePast,
  DEFAULT_PROMPT_LIMITS,
  type PastMessage,
  SHORT_PROMPT_LIMITS,
} from "./compose-past.ts";
export { decideCrash } from "./crash-loop.ts";
export type {
  CheckpointFact,
  InspectionFacts,
  RestorationInputs,
} from "./inspection-facts.ts";
export {
  decideRestoration,
  RESTORATION_PLANS,
  type RestorationDecision,
} from "./plan-restoration.ts";

export { explainRung, RUNGS, type Rung } from "./rung.ts";

export type InFlight = {
  toolCallId: string;
  toolName: string;
  outcome: "not executed" | "outcome unknown" | "recorded";
};
type OpenQuestion = { questionId: string; question: string };
type TaskStanding = { taskId: string; name: string; status: string; awaited: boolean };

export type NoticeFacts = {
  /** which restoration of this task it is, counted from 1 */
  number: number;
  source: RestorationSource;
  /** ISO 8601 */
  interruptedAt: string;
  plan: RestorationPlan;
  /** why this plan, as a sentence */
  reason: string;
  inFlight: readonly InFlight[];
  openQuestions: readonly OpenQuestion[];
  tasks: readonly TaskStanding[];
  /** what was answered before, and is out of view now */
  decided: readonly { question: string; response: string | readonly string[] | null }[];
  warnings: readonly string[];
};

const WHY: Record<RestorationSource, string> = {
  daemon_restart: "the program that ran you was restarted",
  task_reassignment: "the machine that ran you went away, and you go on here",
  server_restart: "makima's server and daemon stopped together",
  manual: "a person asked for it",
};

const GO_ON: Record<RestorationPlan, string> = {
  proceed: "Go on from where you were; do nothing twice.",
  use_checkpoint:
    "Code and conversation are as they were at that checkpoint; what came after it is kept, but out of your view. Do nothing twice.",
  start_fresh:
    "Your conversation begins anew; your worktree and your tasks are as they were left. Look at them first, do nothing twice.",
  manual_intervention: "A person looks at it first.",
};

/** The restoration notice: the sentences that the agent reads. */
export function composeNotice(facts: NoticeFacts): string {
  const lines = [
    `makima restored you (restoration ${facts.number}). You were interrupted at ${facts.interruptedAt}: ${WHY[facts.source]}.`,
    `Plan: ${facts.plan}. ${facts.reason} ${GO_ON[facts.plan]}`,
    ...section(
      "In flight when you stopped:",
      facts.inFlight.map((call) => `${call.toolName} (${call.toolCallId}): ${call.outcome}`),
    ),
    ...section(
      "Questions still open, do not ask them again:",
      facts.openQuestions.map((open) => `${open.questionId}: ${open.question}`),
    ),
    ...section(
      "Answered before, do not ask again:",
      facts.decided.map(
        ({ question, response }) => `${question} → ${[response ?? "no answer"].flat().join(", ")}`,
      ),
    ),
    ...section(
      "Your tasks:",
      facts.tasks.map(
        (task) => `${task.name} (${task.taskId}): ${task.status}${task.awaited ? ", awaited" : ""}`,
      ),
    ),
    ...section("Note:", facts.warnings),
  ];
  return lines.join("\n");
}

/** The same facts as data, for programs that read their prompts. */
export const noticeData = (facts: NoticeFacts): Record<string, unknown> => ({
  number: facts.number,
  source: facts.source,
  interruptedAt: facts.interruptedAt,
  plan: facts.plan,
  reason: facts.reason,
  inFlight: facts.inFlight,
  openQuestions: facts.openQuestions,
  decided: facts.decided,
  awaitedTasks: facts.tasks
    .filter(({ awaited }) => awaited)
    .map(({ taskId, name, status }) => ({ taskId, name, status })),
  spawnedTasks: facts.tasks.map(({ taskId, name, status }) => ({ taskId, name, status })),
  warnings: facts.warnings,
});
