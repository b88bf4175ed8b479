// What is known of a task whose run was lost: rows of the server and the daemon's word on its worktree, as plain data.
import type { RestorationSource, SupervisorFacts, SupervisorState } from "../supervisor/supervisor.ts";
import type { TaskKind } from "../task/task.ts";

/** What the row of a supervisor's state says. Workers and reviewers have none of their own. */
type StateRow =
  | { found: "none_kept" }
  /** `wasThere`: history tells that there was one */
  | { found: "missing"; wasThere: boolean }
  /** `problems`: each value that cannot be, as a clause */
  | { found: "unreadable"; problems: readonly string[] }
  | {
      found: "row";
      state: SupervisorState;
      phase: string;
      pendingQuestions: number;
      /** what the state is derived from */
      standing: SupervisorFacts;
      /** all open questions of its own, makima's among them */
      openQuestions: number;
    };

type WorktreeSeen =
  /** nothing has to run there now */
  | { seen: "not_asked" }
  /** the daemon that is to run it never had it: that it is not there is as it should be */
  | { seen: "elsewhere" }
  /** the daemon could not tell */
  | { seen: "unknown"; problem: string }
  | { seen: "missing" }
  /** `differs`: from the last checkpoint */
  | { seen: "present"; differs: boolean };

export type CheckpointFact = {
  checkpointId: string;
  number: number;
  commit: string;
  /** ISO 8601 */
  at: string;
  /** the place of the last message that belongs to it, as seen from the head; -1: none does */
  messageIndex: number;
  /** false: the conversation went back behind it, and it lies on the part that is out of view */
  inView: boolean;
  /** unknown: nobody was asked */
  reach: "reachable" | "unreachable" | "unknown";
};

export type InspectionFacts = {
  taskKind: TaskKind;
  /** how often it was restored before */
  restorationCount: number;
  /** when this was looked at, ISO 8601 */
  at: string;
  /** a question counts as old after this long */
  staleAfterMs: number;
  contractPhase: string;
  /** false: the contract, or its supervisor's state, names another task as the supervisor */
  isNamed: boolean;
  /** the tool with which its agent ended the task, when that call is recorded as carried out */
  endedBy: string | null;
  state: StateRow;
  /** runs in a row that its agent lost before a turn was over, where these are as many as may be; absent: they are fewer */
  crashes?: number;
  /** what the agent of the last of these said when it ended; absent: nothing, or they are fewer */
  lastWords?: string;
  /** what the run's last heartbeat awaited, and what its waits said at that time; null: nothing to compare */
  heartbeat: { pendingTaskIds: readonly string[]; awaited: readonly string[] } | null;
  /** tasks that were spawned or are awaited, and do not exist; `since` when, ISO 8601 */
  missingTasks: readonly { taskId: string; relation: "spawned" | "awaited"; since: string }[];
  questions: readonly { questionId: string; question: string; askedAt: string }[];
  openCalls: readonly { toolCallId: string; toolName: string }[];
  conversation: {
    messageCount: number;
    /** numbers in view that have no message; the first of them would stand at `fromIndex` */
    gaps: readonly { fromSeq: number; toSeq: number; fromIndex: number }[];
  };
  worktree: WorktreeSeen;
  /** a worker's or reviewer's work lies on a machine that is away, and it goes on on another one; absent: it goes on where its work is */
  isMoved?: true;
  /** the newest ones, in any order */
  checkpoints: readonly CheckpointFact[];
};

/** What a person has decided about this restoration. */
export type RestorationChoice = {
  plan: "proceed" | "use_checkpoint" | "start_fresh";
  checkpointId: string | null;
};

/** All that a decision depends on: stored with it, so that it can be made again and compared. */
export type RestorationInputs = {
  source: RestorationSource;
  facts: InspectionFacts;
  choice: RestorationChoice | null;
};
