// Reads what PostgreSQL answers to a statement, from the bytes of its wire protocol, with the driver's own parsers of values. The in-memory
// build's own reader took more time than the database.
import pg from "pg";

export type QueryResult = { rows: Record<string, unknown>[]; rowCount: number };

type Answer = QueryResult & { isPrepared: boolean; error: pg.DatabaseError | null };

type Field = { name: string; read: (text: string) => unknown };

export function readAnswer(bytes: Uint8Array): Answer {
  const answer: Answer = { rows: [], rowCount: 0, isPrepared: false, error: null };
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let fields: Field[] = [];
  let at = 0;
  while (at < view.length) {
    const kind = String.fromCharCode(view.readUInt8(at));
    const end = at + 1 + view.readUInt32BE(at + 1);
    const body = view.subarray(at + 5, end);
    if (kind === "1") answer.isPrepared = true;
    else if (kind === "T") fields = readFields(body);
    else if (kind === "D") answer.rows.push(readRow(body, fields));
    else if (kind === "C") answer.rowCount = Number(/(\d+)\0$/.exec(body.toString("latin1"))?.[1] ?? 0);
    else if (kind === "E") answer.error ??= readError(body);
    at = end;
  }
  return answer;
}

function readFields(body: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 2;
  for (let count = body.readUInt16BE(0); count > 0; count--) {
    const end = body.indexOf(0, at);
    const name = body.toString("utf8", at, end);
    const read = pg.types.getTypeParser(body.readUInt32BE(end + 7), "text") as Field["read"];
    fields.push({ name, read });
    at = end + 19;
  }
  return fields;
}

function readRow(body: Buffer, fields: readonly Field[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  let at = 2;
  for (const { name, read } of fields) {
    const length = body.readInt32BE(at);
    at += 4;
    row[name] = length < 0 ? null : read(body.toString("utf8", at, at + length));
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
