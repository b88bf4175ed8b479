// One run: a task's agent in its worktree under one epoch, and what is known of it while it lives.
import type { AgentFault, MeshCommand, RunRef, StartRun } from "@makima/protocol/mesh";
import type { AgentSession } from "../agents/driver.ts";
import type { LaunchedAgent } from "../processes/launch-agent.ts";
import type { ToolDoor } from "../tools/tool-door.ts";
import type { ServedTools } from "../tools/tool-server.ts";
import { sanitiseText } from "../transcript/sanitise-text.ts";
import type { Transcript } from "../transcript/transcript.ts";
import type { Checkout } from "../worktrees/worktrees.ts";

export type TurnRequest = Pick<
  Extract<MeshCommand, { kind: "begin_turn" }>,
  "turn" | "contractBranch" | "branchCommit" | "isHome" | "results"
>;

export type RunEnd =
  | {
      readonly kind: "recorded";
      readonly reason:
        | "agent_ended"
        | "handshake_failed"
        | "worktree_failed"
        | "bundle_missing"
        | "setup_failed"
        | "stopped";
      readonly detail: string;
      readonly fault?: AgentFault;
    }
  /** The server has ended it already, or the daemon itself ends: nothing more is said of its end. */
  | { readonly kind: "silent"; readonly why: "fenced" | "superseded" | "shutdown" };

/** What exists from the moment that the worktree is there. */
export interface Worktree {
  readonly checkout: Checkout;
  readonly path: string;
  /** What it was made from. */
  readonly baseCommit: string;
  readonly objectsPath: string;
}

export class Run {
  readonly ref: RunRef;
  readonly command: StartRun;
  readonly status = new RunStatus();
  /** Aborted when the run is over, in whatever way. */
  readonly #ending = new AbortController();
  readonly #turns: TurnRequest[] = [];
  readonly #over = Promise.withResolvers<void>();
  #wake: () => void = () => undefined;
  #end: RunEnd | null = null;
  worktree: Worktree | null = null;
  nextCheckpoint: number;
  /** A checkpoint that a supervisor has not been told of: its own changes, which its next turn takes out of its way. */
  ownCheckpoint: number | null = null;
  /** What the worktree was last refreshed for, see refresh-worktree.ts. */
  freshAt: string | null = null;
  agent: LaunchedAgent | null = null;
  session: AgentSession | null = null;
  transcript: Transcript | null = null;
  door: ToolDoor | null = null;
  served: ServedTools | null = null;
  turn: { readonly number: number; isCancelled: boolean; isPrompted?: boolean } | null = null;
  /** The number of the turn that runs or ran last. */
  lastTurn = 0;
  /** Set when the run is to end with its present turn. */
  afterTurn: (() => void) | null = null;
  /** Messages for the turn that runs, or is about to, until the agent has taken them in; and which of them it was given. */
  readonly messages = new Map<string, Extract<MeshCommand, { kind: "steer" }>>();
  readonly given = new Set<string>();
  readonly permissions = new Map<string, (optionId: string | null) => void>();

  constructor(command: StartRun) {
    this.command = command;
    this.ref = { taskId: command.taskId, epoch: command.epoch };
    this.nextCheckpoint = Math.max(command.checkpoint?.number ?? 0, command.lastCheckpoint) + 1;
    this.#turns.push(command);
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** How it ended; null while it goes on. */
  get end(): RunEnd | null {
    return this.#end;
  }

  /** The first end counts. */
  finish(end: RunEnd): void {
    if (this.#end !== null) return;
    this.#end = end;
    this.#ending.abort();
    this.#wake();
  }

  /** Nothing of it is left. */
  close(): void {
    this.#over.resolve();
  }

  get isOver(): Promise<void> {
    return this.#over.promise;
  }

  beginTurn(request: TurnRequest): void {
    this.#turns.push(request);
    this.#wake();
  }

  /** The next turn that was asked for, or null when the run is over. */
  async nextTurn(): Promise<TurnRequest | null> {
    while (this.#end === null) {
      const next = this.#turns.shift();
      if (next !== undefined) return next;
      await new Promise<void>((go) => (this.#wake = go));
    }
    return null;
  }
}

/** What people see of a run between its save points; travels in heartbeats. */
class RunStatus {
  version = 0;
  activity = "";
  progress = 0;
  pendingTaskIds: readonly string[] = [];

  set(news: { activity?: string; progress?: number; pendingTaskIds?: readonly string[] }): void {
    if (news.activity !== undefined) this.activity = sanitiseText(news.activity.slice(0, 500));
    this.progress = news.progress ?? this.progress;
    this.pendingTaskIds = news.pendingTaskIds ?? this.pendingTaskIds;
    this.version += 1;
  }
}
