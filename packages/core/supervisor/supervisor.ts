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

/** What a daemon says of a run that has something new: lightweight, compared with the rows, and never written into them. */
export type Heartbeat = {
  epoch: number;
  /** grows with each thing that is new in this run */
  version: number;
  activity: string;
  /** 0–100 */
  progress: number;
  pendingTaskIds: readonly string[];
};

/** The same as the rows tell it. What became newer in them than the heartbeat is, it could not know. */
export type HeartbeatFacts = {
  progress: number;
  /** of the waits that are open, in any order */
  awaited: readonly string[];
  progressIsNewer: boolean;
  waitsAreNewer: boolean;
};

/** What the heartbeat knew otherwise. The activity is the agent's own word of the moment, which no row has to agree with. */
export function heartbeatDiffers(
  heartbeat: Heartbeat,
  facts: HeartbeatFacts,
): ("progress" | "pendingTaskIds")[] {
  // a run that has not reported anything says 0, and takes nothing back by it
  const progress = !facts.progressIsNewer && heartbeat.progress > 0 && heartbeat.progress !== facts.progress;
  // a turn that waits for nothing more is at work again before the rows have heard of it
  const awaited = new Set(facts.awaited);
  const pending = !facts.waitsAreNewer && heartbeat.pendingTaskIds.some((id) => !awaited.has(id));
  return [...(progress ? (["progress"] as const) : []), ...(pending ? (["pendingTaskIds"] as const) : [])];
}
