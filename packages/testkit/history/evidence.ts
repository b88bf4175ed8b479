// What a run of the whole system leaves behind, as plain data: all that the checks look at. Whoever makes it fills what it can see; a list that
// is empty was not watched. No process, file or socket is needed to have one, or to check one again.
import type { ContractStatus, ContractType } from "@makima/core/contract";
import type { QuestionStatus, QuestionType } from "@makima/core/question";
import type { RestorationInputs } from "@makima/core/restoration";
import type { SupervisorState } from "@makima/core/supervisor";
import type { TaskKind, TaskStatus } from "@makima/core/task";
import type { Spooled } from "@makima/protocol/mesh";
import type { AgentLine } from "../agent-log.ts";
import type { ModelAnswer } from "./model-answers.ts";
import type { MovesOfHeads } from "./moves-of-heads.ts";

/** A named check: one sentence for each fault that it finds, none when the invariant holds. */
export type Check = (evidence: Evidence) => string[];

/** The rows of the database, in one snapshot. */
export type Rows = MovesOfHeads & {
  contracts: {
    id: string;
    ownerId: string;
    type: ContractType;
    phase: string;
    status: ContractStatus;
    branch: string;
  }[];
  events: {
    contractId: string;
    number: number;
    type: string;
    taskId: string | null;
    data: Readonly<Record<string, unknown>>;
    /** of everything in it */
    hash: string;
  }[];
  tasks: {
    id: string;
    ownerId: string;
    contractId: string;
    kind: TaskKind;
    status: TaskStatus;
    epoch: number;
    isBlocked: boolean;
    /** its next try is not due yet */
    isHeldBack: boolean;
    restorationCount: number;
    progress: number;
    dependsOn: string[];
    resultCommit: string | null;
    /** of a fork: the moment that it was made from */
    forkedFrom: {
      taskId: string;
      type: string;
      checkpointId: string | null;
      messageId: string | null;
    } | null;
    /** the checkpoint that its worktree was to begin at, and the commit that it did begin at, as its daemon says */
    baseCheckpointId: string | null;
    baseCommit: string | null;
  }[];
  runs: {
    taskId: string;
    epoch: number;
    isLive: boolean;
    daemonId: string | null;
    endReason: string | null;
  }[];
  messages: {
    taskId: string;
    seq: number;
    epoch: number;
    role: string;
    toolCallId: string | null;
    source: number | null;
    hash: string;
  }[];
  calls: {
    taskId: string;
    epoch: number;
    callKey: string;
    tool: string;
    status: string;
    result: unknown;
    questionId: string | null;
    spawnedTaskId: string | null;
    isAdopted: boolean;
  }[];
  openWaits: { taskId: string; kind: string; questionId: string | null; taskIds: string[] }[];
  questions: {
    id: string;
    contractId: string;
    taskId: string;
    questionType: QuestionType;
    status: QuestionStatus;
    isDelivered: boolean;
    response: unknown;
    /** of text, choices, type and time of asking */
    hash: string;
    /** its time was over a while ago, and it is pending still */
    isOverdue: boolean;
  }[];
  deliveries: {
    taskId: string;
    number: number;
    kind: string;
    questionId: string | null;
    epoch: number | null;
  }[];
  supervisors: {
    contractId: string;
    taskId: string;
    version: number;
    state: SupervisorState;
    phase: string;
    progress: number;
    pendingQuestions: number;
    restorationCount: number;
  }[];
  /** those that were done; `inputs` is what each was decided from */
  restorations: { taskId: string; number: number; epoch: number; plan: string; inputs: RestorationInputs }[];
  /** `isLeft`: on a machine that the task went away from */
  checkpoints: {
    id: string;
    contractId: string;
    taskId: string;
    number: number;
    epoch: number;
    commit: string;
    tree: string;
    /** the place of the last message that belongs to it, as seen from the head of then; -1: none does */
    messageIndex: number;
    isLeft: boolean;
  }[];
  daemons: { id: string; ownerId: string; isOnline: boolean; maxTasks: number }[];
  commands: {
    id: string;
    ownerId: string;
    daemonId: string;
    contractId: string | null;
    /** `taskId`: of what is said to a run */
    taskId: string | null;
    epoch: number | null;
    kind: string;
    /** the task that it is about, whoever does it */
    aboutTaskId: string | null;
    isAcknowledged: boolean;
    isFinished: boolean;
    /** the server gave its result itself, since nobody waits for what the machine says of it */
    isVoid: boolean;
  }[];
  idempotency: { ownerId: string; route: string; key: string; answer: unknown }[];
};

/** A client who is another owner, and to whom nothing of all this is there. */
export const STRANGER = "a stranger";

/** What a caller did, as it saw it itself. `unknown`: no answer came, so it may have happened or not. */
export type ClientCall = {
  client: string;
  /** the operation's name, for example `answerQuestion` */
  does: string;
  /** the id of what it is about: a question, a task, a contract */
  about: string;
  key: string;
  value: unknown;
  /** places in one order over all clients: an operation that ended before another began happened before it */
  invokedAt: number;
  endedAt: number;
  outcome: "ok" | "fail" | "unknown";
  /** of a failure */
  code?: string;
  /** what was answered, or of a refusal the details */
  answer?: unknown;
};

/** What a daemon wrote into its own journals and did with its hands, in its order, over all of its lives. */
type DaemonStep =
  | { kind: "booted"; bootId: string }
  | { kind: "connected"; session: number }
  | { kind: "journaled"; commandId: string }
  /** the server heard from it that it has written a command down */
  | { kind: "accepted"; commandId: string }
  /** `dies`: to a living run, which it dies with */
  | { kind: "did"; commandId: string; dies?: boolean }
  | { kind: "process_started" | "process_ended"; taskId: string; epoch: number }
  | { kind: "turn_begun" | "turn_ended"; taskId: string; epoch: number; turn: number }
  | { kind: "acknowledged"; upTo: number };

/** What a watcher of one topic was sent, over all of its connections. */
type WatchedStream = {
  topic: string;
  contractId: string;
  /** the numbers of the events, in the order of their coming */
  numbers: number[];
  /** the number that it stood at when it came back, and the first that it was sent then */
  resumes: { after: number; first: number | null }[];
};

export type Evidence = Rows & {
  /** what each daemon had to say, `isWhole` when from its beginning on; `open` is what the server has not acknowledged */
  spools: { daemonId: string; records: Spooled["record"][]; isWhole?: boolean; open?: number }[];
  daemonSteps: { daemonId: string; steps: DaemonStep[] }[];
  clients: ClientCall[];
  streams: WatchedStream[];
  /** what a client has built from a snapshot and the stream, beside what the API says at the end */
  models: { what: string; built: unknown; api: unknown }[];
  /** the history as it was seen earlier */
  earlier: Pick<Rows, "events" | "messages" | "questions" | "segments">[];
  /** decisions of runs of one seed whose clocks differ */
  decisionLogs: { seed: number; skewMs: number; log: string[] }[];
  /** writes that were sent once more at the end, and whether anything was changed by it */
  replays: { does: string; key: string; first: unknown; again: unknown; changed: string[] }[];
  /** refs of the daemons' mirrors, and what of their objects is missing */
  refs: { ref: string; commit: string; tree?: string }[];
  missingObjects: string[];
  /** trees of worktrees, as they stood when a rewind had been done and nothing after it */
  rewoundTrees: { rewindId: string; tree: string }[];
  /** what agents that cannot load a session of their own were told of their conversation, at the beginning of a run */
  pasts: { taskId: string; epoch: number; text: string }[];
  /** moves of refs in the person's repository, in their order */
  refMoves: { ref: string; from: string; to: string }[];
  agentLog: AgentLine[];
  /** the answers in each request of a model that real agents have */
  modelAnswers: ModelAnswer[][];
  /** pids */
  liveAgents: number[];
  locks: string[];
  /** checkouts on disk of tasks that are over and whose daemon has cleaned up */
  looseWorktrees: string[];
  /** rows that point to a row of another owner */
  crossings: string[];
  /** places where a planted secret was found */
  canaries: string[];
  /** what a check of the database's own files and constraints said */
  databaseFaults: string[];
  /** what the health page said while something was away, and when all was back */
  health: { while: string; answered: number }[];
};

/** Nothing was seen: a start for whoever has only some of it. */
export const NO_EVIDENCE: Evidence = {
  contracts: [],
  events: [],
  tasks: [],
  runs: [],
  messages: [],
  calls: [],
  openWaits: [],
  questions: [],
  deliveries: [],
  supervisors: [],
  restorations: [],
  checkpoints: [],
  segments: [],
  heads: [],
  rewinds: [],
  daemons: [],
  commands: [],
  idempotency: [],
  spools: [],
  daemonSteps: [],
  clients: [],
  streams: [],
  models: [],
  earlier: [],
  decisionLogs: [],
  replays: [],
  refs: [],
  missingObjects: [],
  rewoundTrees: [],
  pasts: [],
  refMoves: [],
  agentLog: [],
  modelAnswers: [],
  liveAgents: [],
  locks: [],
  looseWorktrees: [],
  crossings: [],
  canaries: [],
  databaseFaults: [],
  health: [],
};
