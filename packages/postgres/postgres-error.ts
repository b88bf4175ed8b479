// What can go wrong with the embedded PostgreSQL. Callers decide by `code` and `retryable`; people read the message.
export type PostgresErrorCode =
  | "DATA_DIR_OTHER_VERSION"
  | "DATA_DIR_IN_USE"
  | "DATA_DIR_NOT_WRITABLE"
  | "DATA_DIR_NOT_POSTGRES"
  | "SOCKET_FOLDER_UNSAFE"
  | "NO_BINARIES"
  | "NO_ACCOUNT"
  | "INITDB_FAILED"
  | "START_FAILED";

/** These may pass by themselves (a full disk, a slow machine). All others need a person. */
const passing: ReadonlySet<PostgresErrorCode> = new Set(["INITDB_FAILED", "START_FAILED"]);

/** Every message names what was found and what to do about it. */
export class PostgresError extends Error {
  readonly code: PostgresErrorCode;
  readonly retryable: boolean;

  constructor(code: PostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PostgresError";
    this.code = code;
    this.retryable = passing.has(code);
  }
}
