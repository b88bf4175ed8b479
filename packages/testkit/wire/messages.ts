// The messages of PostgreSQL's wire protocol, as far as a proxy has to know them: where one ends, and which statement it is about.

/** One message with its type and its length, as it travels. */
export type WireMessage = { type: string; bytes: Buffer };

const HEADER_LENGTH = 5;

/** Cuts a stream into messages; what is not whole yet waits for the rest. */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0);
  #hasType: boolean;

  /** The first message of a client has no type: give `false` for its stream. */
  constructor({ hasType }: { hasType: boolean }) {
    this.#hasType = hasType;
  }

  read(chunk: Buffer): WireMessage[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const messages: WireMessage[] = [];
    for (let message = this.#next(); message !== null; message = this.#next()) messages.push(message);
    return messages;
  }

  #next(): WireMessage | null {
    const lengthAt = this.#hasType ? 1 : 0;
    if (this.#rest.length < HEADER_LENGTH) return null;
    const end = lengthAt + this.#rest.readInt32BE(lengthAt);
    if (this.#rest.length < end) return null;
    const bytes = this.#rest.subarray(0, end);
    this.#rest = this.#rest.subarray(end);
    const type = this.#hasType ? String.fromCharCode(bytes[0] ?? 0) : "startup";
    this.#hasType = true;
    return { type, bytes };
  }
}

/** What a unit of messages, up to a Sync or a simple query, asks for: the statement's name, or the first words of a simple query's first statement. */
export function nameOf(unit: readonly WireMessage[]): string {
  const simple = unit.find(({ type }) => type === "Q");
  if (simple !== undefined) return firstWords(textAt(simple.bytes, HEADER_LENGTH));
  const bind = unit.find(({ type }) => type === "B");
  if (bind !== undefined) {
    const portal = textAt(bind.bytes, HEADER_LENGTH);
    const name = textAt(bind.bytes, HEADER_LENGTH + Buffer.byteLength(portal) + 1);
    if (name !== "") return name;
  }
  const parse = unit.find(({ type }) => type === "P");
  if (parse === undefined) return "sync";
  const name = textAt(parse.bytes, HEADER_LENGTH);
  return name === "" ? firstWords(textAt(parse.bytes, HEADER_LENGTH + 1)) : name;
}

function textAt(bytes: Buffer, start: number): string {
  const end = bytes.indexOf(0, start);
  return bytes.toString("utf8", start, end === -1 ? bytes.length : end);
}

function firstWords(text: string): string {
  const [first = ""] = text.split(";");
  return first.trim().split(/\s+/).slice(0, 3).join("-").slice(0, 40).toLowerCase();
}

/** A simple query that fails as a transaction does whose snapshot another one has overtaken. */
export function failingQuery(): Buffer {
  const text = "do $$ begin raise exception 'could not serialize access' using errcode = '40001'; end $$";
  const body = Buffer.from(`${text}\0`);
  const head = Buffer.alloc(HEADER_LENGTH);
  head.write("Q");
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** The process id of the server's side of a connection, from its BackendKeyData. */
export const backendOf = ({ bytes }: WireMessage): number => bytes.readInt32BE(HEADER_LENGTH);
