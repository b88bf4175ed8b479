// Reads what PostgreSQL answers to a statement, from the bytes of its wire protocol, with the driver's own parsers of values. The in-memory
// build's own reader took more time than the database.
import pg from "pg";

export type QueryResult = { rows: Record<string, unknown>[]; rowCount: number };

type Answer = QueryResult & {
  isPrepared: boolean;
  columns: readonly Column[];
  error: pg.DatabaseError | null;
};

export type Column = { name: string; read: (text: string) => unknown };

/** @param columns of its rows, where the answer does not tell them */
export function readAnswer(bytes: Uint8Array, columns: readonly Column[] = []): Answer {
  const answer: Answer = { rows: [], rowCount: 0, isPrepared: false, columns, error: null };
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at < view.length) {
    const kind = view[at];
    const body = at + 5;
    const end = at + 1 + view.readUInt32BE(at + 1);
    if (kind === PREPARED) answer.isPrepared = true;
    else if (kind === COLUMNS) answer.columns = readColumns(view.subarray(body, end));
    else if (kind === ROW) answer.rows.push(readRow(view, body, answer.columns));
    else if (kind === DONE)
      answer.rowCount = Number(/(\d+)$/.exec(view.toString("latin1", body, end - 1))?.[1] ?? 0);
    else if (kind === FAILED) answer.error ??= readError(view.subarray(body, end));
    at = end;
  }
  return answer;
}

const [PREPARED, COLUMNS, ROW, DONE, FAILED] = ["1", "T", "D", "C", "E"].map((kind) => kind.charCodeAt(0));

function readColumns(body: Buffer): Column[] {
  const columns: Column[] = [];
  let at = 2;
  for (let count = body.readUInt16BE(0); count > 0; count--) {
    const end = body.indexOf(0, at);
    const name = body.toString("utf8", at, end);
    const read = pg.types.getTypeParser(body.readUInt32BE(end + 7), "text") as Column["read"];
    columns.push({ name, read });
    at = end + 19;
  }
  return columns;
}

function readRow(view: Buffer, body: number, columns: readonly Column[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  let at = body + 2;
  for (const { name, read } of columns) {
    const length = view.readInt32BE(at);
    at += 4;
    row[name] = length < 0 ? null : read(view.toString("utf8", at, at + length));
    at += Math.max(0, length);
  }
  return row;
}

const NAMES: Readonly<Record<string, string>> = {
  C: "code",
  D: "detail",
  n: "constraint",
  t: "table",
  c: "column",
  W: "where",
};

/** The error that the driver would give, so that the server judges it in the same way. */
function readError(body: Buffer): pg.DatabaseError {
  const parts = body
    .toString("utf8")
    .split("\0")
    .filter((part) => part !== "");
  const message = parts.find((part) => part.startsWith("M"))?.slice(1) ?? "";
  const error = new pg.DatabaseError(message, body.length, "error");
  for (const part of parts) {
    const name = NAMES[part.charAt(0)];
    if (name !== undefined) Object.assign(error, { [name]: part.slice(1) });
  }
  return error;
}
