// What a daemon is told. A command is a row: delivered at least once, acknowledged after it is in the daemon's own journal, done once by id.
import { EFFORTS } from "@makima/core/agent";
import { CHECKPOINT_REASONS } from "@makima/core/checkpoint";
import { TASK_KINDS } from "@makima/core/task";
import { z } from "zod";
import { carriedShape } from "../contracts/carried.ts";
import { count, id } from "../shapes/shapes.ts";
import { codeCommands } from "./code-commands.ts";
import { remoteCommands } from "./remote-commands.ts";
import { rewindCommands } from "./rewind-commands.ts";
import { sentCheckpoint } from "./sent-checkpoint.ts";
import { worktreeCommands } from "./worktrees.ts";

const commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
const runOf = { taskId: id, epoch: z.int().min(1) };

/** A finished task's result, offered to a checkout as refs/remotes/makima/<refName>. */
const result = z.object({ refName: z.string(), commit });

/** `path`: an absolute one of the daemon's machine, or the URL of a remote. */
const repository = z.object({ path: z.string(), baseBranch: z.string(), baseCommit: commit });

/** A result of a call that was open when the last run ended. */
const pastResult = z.object({
  callKey: z.string(),
  tool: z.string(),
  input: z.record(z.string(), z.unknown()),
  result: z.unknown(),
  isError: z.boolean(),
});

/**
 * One prompt to the agent. `number` grows within a run; a daemon begins a turn of a number once. `injection` says the same to an agent that can take
 * results in the calls that asked for them: these, and what is then left to say, null when that is nothing.
 */
const turn = z.object({
  number: z.int().min(1),
  prompt: z.string(),
  injection: z
    .object({ results: z.array(pastResult).min(1), prompt: z.string().nullable() })
    .nullable()
    .optional(),
});

/** Where the contract's branch stands for the server; null before the first merge. The home's own mirror may be ahead of it. */
const branchAt = { branchCommit: commit.nullable().default(null), isHome: z.boolean().default(true) };

const startRun = z.object({
  kind: z.literal("start_run"),
  ...runOf,
  contractId: id,
  taskKind: z.enum(TASK_KINDS),
  name: z.string(),
  agent: z.string(),
  /** by the agent's own name for it; null: the agent's choice */
  model: z.string().min(1).nullable().optional(),
  /** null: the agent's choice */
  effort: z.enum(EFFORTS).nullable().optional(),
  /** what the repository brings for an agent (hooks, settings, MCP servers) may run */
  trustRepository: z.boolean().optional(),
  repository,
  /** the contract's branch in the mirror, without refs/heads/ */
  contractBranch: z.string(),
  /** the branch that the checkout's HEAD is on */
  branch: z.string(),
  /** where the checkout begins: null = the contract's branch as it stands */
  baseCommit: commit.nullable(),
  ...branchAt,
  results: z.array(result),
  /** the newest checkpoint that the server knows of and that is not left behind on another machine */
  checkpoint: z.object({ number: count, commit }).nullable(),
  /** the highest number that any checkpoint of the task has, those left behind too: the next one's is higher */
  lastCheckpoint: count.default(0),
  /** the task ran on another daemon before: what this one still has of it is older */
  isMoved: z.boolean().default(false),
  /** the worktree is made exactly as this commit has it, whatever stands there; how it stood is kept as a checkpoint */
  restoreTo: commit.nullable().default(null),
  /** the agent's own session of an earlier run, to be loaded where the agent can */
  agentSession: z.string().nullable(),
  /** false on the first run: there is a past that the agent must get back */
  hasPast: z.boolean(),
  /** the conversation was too long for the agent's model: what it gets back of it is cut further, and no session of its own is loaded */
  shortenPast: z.boolean().optional(),
  /** something is denied by rule: what is allowed without asking is asked all the same, so that the rules are heard */
  hasDenials: z.boolean().optional(),
  /** for a checkout that has not had it: the owner's command, and the untracked files of the repository that are copied in first */
  setup: z.string().nullable().optional(),
  copy: z.array(z.string()).optional(),
  /** how much output of the task is stored already, in bytes; it counts towards the daemon's limit */
  outputBytes: count.default(0),
  turn,
});
export type StartRun = z.infer<typeof startRun>;

export const meshCommand = z.discriminatedUnion("kind", [
  startRun,
  z.object({
    kind: z.literal("begin_turn"),
    ...runOf,
    turn,
    contractBranch: z.string(),
    ...branchAt,
    results: z.array(result),
  }),
  /** interrupt the turn that runs; the run stays */
  z.object({ kind: z.literal("cancel_turn"), ...runOf, reason: z.string() }),
  /** a message for the turn of this number, if it still runs; taken in by the agent, it is told with a `steered` record */
  z.object({ kind: z.literal("steer"), ...runOf, turn: z.int().min(1), deliveryId: id, text: z.string() }),
  /** let a running turn end for graceMs, then stop the agent's process tree */
  z.object({ kind: z.literal("stop_run"), ...runOf, reason: z.string(), graceMs: count }),
  z.object({
    kind: z.literal("tool_result"),
    ...runOf,
    callKey: z.string(),
    result: z.unknown(),
    isError: z.boolean(),
  }),
  z.object({
    kind: z.literal("permission_answer"),
    ...runOf,
    requestKey: z.string(),
    optionId: z.string().nullable(),
  }),
  // what needs a daemon's hands; each is answered by a command_done record
  z.object({
    kind: z.literal("check_repository"),
    path: z.string(),
    baseBranch: z.string().nullable(),
    /** the contract begins from the base with the person's uncommitted changes on it */
    carry: z.object({ contractId: id, untracked: z.boolean() }).nullable().optional(),
  }),
  z.object({
    kind: z.literal("merge"),
    contractId: id,
    taskId: id,
    taskName: z.string(),
    mergeId: id,
    commit,
    /** where the task's worktree is this daemon's too and has changed since: the checkpoint that is made of it, and merged in place of `commit` */
    keep: z
      .object({ number: z.int().min(1), message: z.string() })
      .nullable()
      .default(null),
    contractBranch: z.string(),
    branchCommit: commit.nullable().default(null),
    repository,
  }),
  z.object({
    kind: z.literal("diff"),
    contractId: id,
    taskId: id,
    repository,
    contractBranch: z.string(),
    branchCommit: commit.nullable().default(null),
    commit: commit.nullable(),
    baseCommit: commit.nullable(),
    /** less than the patch's own limit where only the files are of interest */
    maxPatchBytes: z.int().min(1).optional(),
  }),
  /** an ordinary branch in the person's repository; the same `branchId` again is the same branch */
  z.object({
    kind: z.literal("make_branch"),
    contractId: id,
    taskId: id,
    branchId: id,
    branchName: z.string(),
    commit,
    /** for the event that tells of it */
    checkpoint: z.object({ id, number: count, taskName: z.string() }),
    contractBranch: z.string(),
    branchCommit: commit.nullable().default(null),
    repository,
  }),
  /** a person's own command in the worktree of a task that has ended; never one that the repository names */
  z.object({
    kind: z.literal("try_command"),
    contractId: id,
    taskId: id,
    command: z.string(),
    timeoutMs: count,
    repository,
  }),
  /** how the worktree of a lost run stands, and which checkpoints can be gone back to; what differs is kept as a checkpoint */
  z.object({
    kind: z.literal("inspect_worktree"),
    ...runOf,
    /** the same look asked for again is the same look */
    lookId: z.string(),
    contractId: id,
    repository,
    contractBranch: z.string(),
    checkpoints: z.array(z.object({ checkpointId: id, commit })).max(100),
    keep: z.object({
      number: z.int().min(1),
      message: z.string(),
      reason: z.enum(CHECKPOINT_REASONS),
      /** also where nothing differs: the place in the conversation is then what it keeps */
      evenIfSame: z.boolean(),
    }),
  }),
  ...codeCommands,
  ...remoteCommands,
  ...rewindCommands,
  ...worktreeCommands,
]);
export type MeshCommand = z.infer<typeof meshCommand>;
export type MeshCommandKind = MeshCommand["kind"];

/** Kinds whose outcome is a result row. */
export const COMMANDS_WITH_RESULT = [
  "check_repository",
  "fetch_base",
  "deliver",
  "merge",
  "diff",
  "list_files",
  "read_file",
  "make_branch",
  "try_command",
  "inspect_worktree",
  "preview_rewind",
  "rewind_worktree",
  "remove_worktree",
  "return_worktree",
  "make_checkpoint",
] as const satisfies readonly MeshCommandKind[];

/** What `check_repository` and `fetch_base` answer. `path`: a URL as it was asked for. */
export const checkResult = z.union([
  z.object({
    ok: z.literal(true),
    path: z.string(),
    baseBranch: z.string(),
    /** with what was carried */
    baseCommit: commit,
    carried: carriedShape.nullable().optional(),
  }),
  z.object({
    ok: z.literal(false),
    problem: z.object({ code: z.string(), message: z.string(), mend: z.string() }),
  }),
]);

/** What `make_branch` answers. Its refusals are BRANCH_EXISTS and, where the commit cannot be had, RESULT_MISSING. */
export const branchResult = z.object({ branchName: z.string(), commit });

/** What `try_command` answers. `output`: the last 16 KB of what it printed. */
export const tryResult = z.object({
  exitCode: z.int().nullable(),
  ending: z.enum(["exited", "killed", "timed_out"]),
  output: z.string(),
  durationMs: count,
});

/** What `inspect_worktree` answers. `unreachable`: of the checkpoints that were named. */
export const inspectResult = z.object({
  worktree: z.enum(["present", "missing"]),
  differs: z.boolean(),
  unreachable: z.array(id),
  kept: sentCheckpoint.nullable(),
});

/** What had changed in the worktree since the result that was to be merged; it is the task's result from here on. */
const mergeKept = sentCheckpoint.nullable().default(null);

/**
 * What `merge` answers. `delivered` tells where the branch stands in the person's repository, `undelivered` why it is not there: this daemon does
 * not see the repository's path.
 */
export const mergeResult = z.union([
  z.object({
    merged: z.literal(true),
    commit,
    delivered: z.object({ ref: z.string(), note: z.string().nullable() }).nullable(),
    undelivered: z.string().nullable().default(null),
    kept: mergeKept,
  }),
  z.object({ merged: z.literal(false), conflicts: z.array(z.string()), kept: mergeKept }),
]);
