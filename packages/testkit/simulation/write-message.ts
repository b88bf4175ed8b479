// The bytes that ask PostgreSQL for a prepared statement, in its wire protocol. The in-memory build's own writer makes a text encoder, a size
// and a copy for each part of each message, which took a twentieth of all time.

export type Asked = {
  name: string;
  /** only where the statement is not prepared yet */
  text: string | null;
  values: readonly (string | Uint8Array | null)[];
  /** whether the answer has to tell the columns */
  tellColumns: boolean;
};

const TEXT = 0;
const BINARY = 1;
const EXECUTE = Buffer.from("E\0\0\0\x09\0\0\0\0\0", "latin1");
const DESCRIBE = Buffer.from("D\0\0\0\x06P\0", "latin1");
const SYNC = Buffer.from("S\0\0\0\x04", "latin1");

/** One after the other: what it gives is overwritten by the next. */
export class MessageWriter {
  #bytes = Buffer.alloc(65_536);
  #end = 0;

  write({ name, text, values, tellColumns }: Asked): Uint8Array {
    this.#end = 0;
    if (text !== null) this.#parse(name, text);
    this.#bind(name, values);
    if (tellColumns) this.#copy(DESCRIBE);
    this.#copy(EXECUTE);
    this.#copy(SYNC);
    return this.#bytes.subarray(0, this.#end);
  }

  #parse(name: string, text: string): void {
    const length = this.#open("P");
    this.#text(name);
    this.#text(text);
    this.#int16(0);
    this.#close(length);
  }

  #bind(name: string, values: Asked["values"]): void {
    const length = this.#open("B");
    this.#text("");
    this.#text(name);
    this.#int16(values.length);
    for (const value of values) this.#int16(value === null || typeof value === "string" ? TEXT : BINARY);
    this.#int16(values.length);
    for (const value of values) this.#value(value);
    this.#int16(0);
    this.#close(length);
  }

  #value(value: string | Uint8Array | null): void {
    if (value === null) return this.#int32(-1);
    if (typeof value !== "string") {
      this.#int32(value.length);
      return this.#copy(value);
    }
    const length = this.#end;
    this.#int32(0);
    this.#utf8(value);
    this.#bytes.writeInt32BE(this.#end - length - 4, length);
  }

  /** Gives the place of the length, which is told when the message is whole. */
  #open(kind: string): number {
    this.#room(5);
    this.#bytes.writeUInt8(kind.charCodeAt(0), this.#end);
    this.#end += 5;
    return this.#end - 4;
  }

  #close(length: number): void {
    this.#bytes.writeInt32BE(this.#end - length, length);
  }

  #text(text: string): void {
    this.#utf8(text);
    this.#room(1);
    this.#bytes.writeUInt8(0, this.#end++);
  }

  #utf8(text: string): void {
    // No character takes more than three bytes for each of its places in a string.
    this.#room(text.length * 3);
    this.#end += this.#bytes.write(text, this.#end, "utf8");
  }

  #int16(number: number): void {
    this.#room(2);
    this.#end = this.#bytes.writeInt16BE(number, this.#end);
  }

  #int32(number: number): void {
    this.#room(4);
    this.#end = this.#bytes.writeInt32BE(number, this.#end);
  }

  #copy(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  #room(length: number): void {
    if (this.#end + length <= this.#bytes.length) return;
    const wider = Buffer.alloc(2 * (this.#end + length));
    this.#bytes.copy(wider, 0, 0, this.#end);
    this.#bytes = wider;
  }
}
