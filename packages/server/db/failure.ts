// What a failed statement means: whether it left nothing behind and may be run again.
import { DatabaseError } from "pg";

/** The answer to COMMIT was lost: all of the transaction is there, or nothing is. Only a key can tell. */
export class CommitUnknown extends Error {
  override readonly name = "CommitUnknown";
  constructor(options: { cause: unknown }) {
    super("the connection was lost at COMMIT", options);
  }
}

/** The database did not come back in time. */
export class DatabaseUnavailable extends Error {
  override readonly name = "DatabaseUnavailable";
  constructor(options: { cause: unknown }) {
    super("the database is away", options);
  }
}

export type Failure = "conflict" | "connection" | "refused" | "other";

// SQLSTATE 57P01–57P03: the server stops, crashed or starts; class 08: the connection; 53300: too many of them.
const CONNECTION_STATES = new Set([
  "57P01",
  "57P02",
  "57P03",
  "08000",
  "08001",
  "08003",
  "08004",
  "08006",
  "53300",
]);
const CONFLICT_STATES = new Set(["40001", "40P01"]);
const SOCKET_CODES = new Set(["ECONNREFUSED", "ECONNRESET", "ENOENT", "EPIPE", "ETIMEDOUT", "ENOTCONN"]);

export function classify(error: unknown): Failure {
  if (error instanceof CommitUnknown || error instanceof DatabaseUnavailable) return "other";
  if (error instanceof DatabaseError) {
    if (CONNECTION_STATES.has(error.code ?? "")) return "connection";
    return CONFLICT_STATES.has(error.code ?? "") ? "conflict" : "refused";
  }
  return isLostConnection(error) ? "connection" : "other";
}

/** True when the database refused what was to be written (SQLSTATE 22 and 23): the same again is refused again. */
export const isUnfit = (error: unknown): boolean =>
  error instanceof DatabaseError && /^2[23]/.test(error.code ?? "");

/** True when this unique key holds the same values already (SQLSTATE 23505). */
export const isDuplicate = (error: unknown, key: string): boolean =>
  error instanceof DatabaseError && error.code === "23505" && error.constraint === key;

function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? error.code : undefined;
  if (typeof code === "string") return SOCKET_CODES.has(code);
  // pg has no code for a socket that closed under a query; the class is plain Error and this constant is its only mark
  return LOST_SENTENCES.has(error.message);
}

const LOST_SENTENCES: ReadonlySet<string> = new Set([
  "Connection terminated unexpectedly",
  "Connection terminated",
  "Client has encountered a connection error and is not queryable",
]);
