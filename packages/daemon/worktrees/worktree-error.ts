// The one error of the operations on worktrees; what git itself refused comes as its cause.

export type WorktreeErrorCode =
  | "INVALID_NAME"
  | "CHECKOUT_MISSING"
  | "BRANCH_MISSING"
  | "BRANCH_EXISTS"
  | "RESULT_MISSING"
  | "CHECKPOINT_TOO_LARGE"
  | "RESTORE_INCOMPLETE"
  | "CHECKOUT_STANDS"
  | "COMMIT_GONE"
  | "PATH_UNUSABLE"
  | "PATH_NOT_EMPTY"
  | "BRANCH_MOVED"
  | "FETCH_FAILED";

export class WorktreeError extends Error {
  override readonly name = "WorktreeError";
  readonly code: WorktreeErrorCode;
  /** Whether the same call may succeed later without anybody's hand. */
  readonly retryable: boolean;

  constructor(problem: { code: WorktreeErrorCode; message: string; retryable?: boolean; cause?: unknown }) {
    super(problem.message, { cause: problem.cause });
    this.code = problem.code;
    this.retryable = problem.retryable ?? false;
  }
}
