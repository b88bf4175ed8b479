// The state of a supervisor, derived from the facts: it is never set by hand, so it cannot disagree with them.
import type { ContractStatus } from "../contract/contract.ts";
import type { TaskStatus } from "../task/task.ts";

export const SUPERVISOR_STATES = [
  "initializing",
  "idle",
  "working",
  "waiting_for_user",
  "waiting_for_tasks",
  "blocked",
  "completed",
  "failed",
  "interrupted",
] as const;
export type SupervisorState = (typeof SUPERVISOR_STATES)[number];

export const RESTORATION_SOURCES = [
  "daemon_restart",
  "task_reassignment",
  "manual",
  "server_restart",
] as const;
export type RestorationSource = (typeof RESTORATION_SOURCES)[number];

export type SupervisorFacts = {
  contractStatus: ContractStatus;
  taskStatus: TaskStatus;
  /** held until a person, a quota or capacity frees it, or a recovery or budget question is open */
  blocked: boolean;
  /** open questions of its own, recovery and budget questions aside */
  pendingQuestions: number;
  /** questions of its own that are answered or expired, of which its agent has not heard yet */
  undeliveredAnswers: number;
  /** waits for tasks that are still open */
  openTaskWaits: number;
};

/** The one state that these facts allow. */
export function deriveState(facts: SupervisorFacts): SupervisorState {
  if (facts.contractStatus === "completed") return "completed";
  if (facts.contractStatus === "failed" || facts.contractStatus === "cancelled") return "failed";
  switch (facts.taskStatus) {
    case "pending":
    case "starting":
      return facts.blocked ? "blocked" : "initializing";
    case "running":
      return "working";
    case "interrupted":
      return facts.blocked ? "blocked" : "interrupted";
    case "waiting":
      return deriveWaiting(facts);
    case "done":
      return "completed";
    case "failed":
    case "cancelled":
      return "failed";
  }
}

function deriveWaiting(facts: SupervisorFacts): SupervisorState {
  if (facts.blocked) return "blocked";
  if (facts.pendingQuestions > 0) return "waiting_for_user";
  // The answer begins its next turn, which nothing holds back any more, a pause aside.
  if (facts.undeliveredAnswers > 0 && facts.contractStatus === "active") return "working";
  if (facts.openTaskWaits > 0) return "waiting_for_tasks";
  return "idle";
}
