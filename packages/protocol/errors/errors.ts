// The error table: every code that an answer may carry, with its HTTP status and the mend that people are told.
import { z } from "zod";

export const ERRORS = {
  VALIDATION: { status: 400, mend: "correct the named fields and send the request again" },
  BAD_JSON: { status: 400, mend: "send a body that is well-formed JSON" },
  UNKNOWN_PHASE: { status: 400, mend: "name a phase of this contract's type" },
  UNKNOWN_AGENT: { status: 400, mend: "name an agent that a daemon has; `makima doctor` lists them" },
  UNKNOWN_TYPE: {
    status: 400,
    mend: "name a type of event or its beginning, like `task` or `question.asked`; docs/reference/events.md lists them",
  },
  TIMES_REVERSED: { status: 400, mend: "give a `from` that is not after `to`" },
  EMPTY_QUERY: { status: 400, mend: "name at least one word that is to be found" },
  INVALID_CURSOR: { status: 400, mend: "use the cursor of an answer to the same request, or none" },
  PATH_UNUSABLE: {
    status: 400,
    mend: "name an absolute path whose parent is a folder of the daemon's machine",
  },
  INVALID_RESUME_MODE: {
    status: 400,
    mend: "name continue, restart_phase or from_checkpoint",
  },
  POINT_BEFORE_BEGINNING: { status: 400, mend: "name a time at or after the task was made" },
  POINT_IN_FUTURE: { status: 400, mend: "name a time that has passed" },
  RULE_PATTERN: {
    status: 400,
    mend: "name a tool, and one command or one path, with * for what may be anything: `git push *`, `src/**`",
  },
  BRANCH_NAME_INVALID: {
    status: 400,
    mend: "use letters, digits and . _ + - in parts joined by single slashes, at most 200 characters",
  },
  SEVERAL_SELECTORS: { status: 400, mend: "name one place to go to, in one way" },
  NEGATIVE_COUNT: { status: 400, mend: "name how many messages, counted from 1" },
  REWIND_PAST_BEGINNING: {
    status: 400,
    mend: "go back by no more than there is; details hold how much that is",
  },
  UNKNOWN_INDEX: {
    status: 400,
    mend: "name a place that is in view, counted from 0; details hold the last one",
  },
  FOREIGN_MESSAGE: {
    status: 400,
    mend: "name a message of this very task's conversation, as its conversation lists it",
  },
  MESSAGE_OUT_OF_VIEW: { status: 400, mend: "undo the rewind that took it out of view first" },
  UNAUTHORIZED: { status: 401, mend: "send an API key that is not revoked; `makima login` stores one" },
  SIGN_IN_OVER: {
    status: 401,
    mend: "ask for a new link: `makima open`, or start `makima up` again",
  },
  WRONG_TOKEN_KIND: { status: 403, mend: "use a token of the kind that this route is for" },
  SCOPE: { status: 403, mend: "use a key with the scope that this call needs" },
  NOT_FOUND: { status: 404, mend: "check the id" },
  NO_SUPERVISOR_STATE: { status: 404, mend: "start the contract first" },
  UNKNOWN_CHECKPOINT: {
    status: 404,
    mend: "name a checkpoint of this very task; its checkpoints can be listed",
  },
  NO_SUCH_FILE: { status: 404, mend: "name the place of a file in the list of the checkpoint's files" },
  METHOD_NOT_ALLOWED: { status: 405, mend: "see /openapi.json for the methods of this path" },
  CONTRACT_NOT_ACTIVE: { status: 409, mend: "start the contract, or choose one that is active" },
  CONTRACT_OVER: { status: 409, mend: "make a new contract: this one is complete, failed or cancelled" },
  CONTRACT_STATUS: { status: 409, mend: "look at the contract's status first" },
  PHASE_ORDER: { status: 409, mend: "phases only go forward" },
  REPOSITORY_CHECK_PENDING: { status: 409, mend: "wait until a daemon has checked the repository" },
  REPOSITORY_CHECK_FAILED: {
    status: 409,
    mend: "mend the repository, then patch the contract so that it is checked again",
  },
  NOTHING_TO_DELIVER: { status: 409, mend: "wait until a task of the contract is merged into its branch" },
  NO_DAEMON: { status: 409, mend: "start a daemon: `makima up`, or `makima daemon --server URL --token T`" },
  ALREADY_ANSWERED: { status: 409, mend: "the first answer stands; details hold it" },
  QUESTION_EXPIRED: { status: 409, mend: "the agent went on without an answer; send it a message instead" },
  QUESTION_WITHDRAWN: { status: 409, mend: "nobody waits for this answer; send the task a message instead" },
  ALREADY_RUNNING: { status: 409, mend: "it runs; nothing is to be done" },
  NEVER_RAN: { status: 409, mend: "wait until it has begun: there is nothing yet to go back to" },
  NOTHING_TO_RESTORE: {
    status: 409,
    mend: "nothing was interrupted; send it a message, or name what to go back to",
  },
  NO_CHECKPOINT: {
    status: 409,
    mend: "none fits: name a later point, go back without one, start fresh, or let it go on",
  },
  NOTHING_TO_FORK: { status: 409, mend: "wait until the task has begun: it has neither code nor words yet" },
  NO_FORKS: { status: 409, mend: "fork the task first: `makima supervisor task-fork`" },
  COMMIT_GONE: {
    status: 409,
    mend: "name another checkpoint, or bring back the machine that this one was made on",
  },
  BRANCH_EXISTS: { status: 409, mend: "choose another name, or rename or delete that branch yourself" },
  REWIND_OPEN: {
    status: 409,
    mend: "wait until the rewind that is under way is done; details hold its operation",
  },
  TASK_MERGED: {
    status: 409,
    mend: "its work is merged: fork it from the checkpoint, that makes a new task",
  },
  DAEMON_GONE: { status: 409, mend: "start that daemon, or name another one; `makima doctor` lists them" },
  WORKTREE_IN_USE: { status: 409, mend: "wait until its task has ended, or cancel it" },
  WORKTREE_STANDS: {
    status: 409,
    mend: "nothing is to be brought back; name another path for a copy of its files",
  },
  PATH_NOT_EMPTY: { status: 409, mend: "name a path where nothing is, or an empty folder" },
  TASK_FINISHED: { status: 409, mend: "a finished task is final; retry makes a new one from the same plan" },
  TASK_NOT_FINISHED: { status: 409, mend: "wait until the task has ended, or cancel it" },
  TASK_NOT_PENDING: {
    status: 409,
    mend: "name and plan change only before the task begins; send it a message instead",
  },
  NO_RESULT: { status: 409, mend: "the task has no checkpoint yet" },
  TOKEN_USED: { status: 409, mend: "ask for a new join token" },
  TOO_LARGE: { status: 413, mend: "send less" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, mend: "send application/json" },
  UNKNOWN_HOST: { status: 421, mend: "call the server by a host name that it is configured for" },
  FOREIGN_ORIGIN: { status: 403, mend: "call from a page of this server" },
  IDEMPOTENCY_MISMATCH: { status: 422, mend: "use a new Idempotency-Key for another request" },
  RATE_LIMITED: { status: 429, mend: "wait as long as Retry-After says" },
  INTERNAL: { status: 500, mend: "look for the requestId in the server's log" },
  DAEMON_FAILED: { status: 502, mend: "the daemon answered with an error; details hold it" },
  DB_UNAVAILABLE: { status: 503, mend: "try again: the database is on its way back" },
  STORAGE_FULL: {
    status: 507,
    mend: "free disk space on the server, for example with makima worktree prune",
  },
} as const satisfies Record<string, { status: number; mend: string }>;

export type ErrorCode = keyof typeof ERRORS;

export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERRORS, code);

/** What every error answer looks like. `details` names the fields of a VALIDATION, or the winner of a conflict. */
export const errorBody = z.object({
  code: z.string(),
  message: z.string(),
  mend: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
  requestId: z.string(),
});
export type ErrorBody = z.infer<typeof errorBody>;

/** A refusal that a door turns into an answer. Throw it from an operation; its transaction is rolled back. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, message: string, details?: Readonly<Record<string, unknown>>) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** A refusal of one field. */
export const refuseField = (field: string, message: string): Refusal =>
  new Refusal("VALIDATION", `${field}: ${message}`, { fields: [{ field, message }] });
