// The limit of a task's output: up to it all is kept, behind it the end of each call, with a sentence about the middle.
import type { SentOutput } from "@makima/protocol/mesh";

export type OutputSource = Pick<SentOutput, "stream" | "toolCallId">;

/** What a source has shown behind the limit: its newest bytes, and how many there were in all. */
type Rest = { readonly source: OutputSource; end: Buffer; bytes: number };

const keptEndBytes = 64 * 1024;
const megabyte = 1024 * 1024;

export class OutputLimit {
  #leftBytes: number;
  readonly #rests = new Map<string, Rest>();

  constructor(leftBytes: number) {
    this.#leftBytes = leftBytes;
  }

  /** The part of a well-formed `text` that is stored at once; the rest is for `end`. */
  admit(source: OutputSource, text: string): string {
    const bytes = Buffer.byteLength(text);
    if (bytes <= this.#leftBytes) {
      this.#leftBytes -= bytes;
      return text;
    }
    const whole = Buffer.from(text);
    const cut = startOfCharacter(whole, Math.max(0, this.#leftBytes));
    // What comes later is not let through either, however small: a source has one hole and not many.
    this.#leftBytes = 0;
    this.#keepBack(source, whole.subarray(cut));
    return whole.toString("utf8", 0, cut);
  }

  /** Sources of which something is kept back. */
  get open(): OutputSource[] {
    return [...this.#rests.values()].map(({ source }) => source);
  }

  /** What is still to be stored of a source that shows nothing any more. Both are empty when nothing was kept back. */
  end(source: OutputSource): { sentence: string; tail: string } {
    const rest = this.#rests.get(keyOf(source));
    if (rest === undefined) return { sentence: "", tail: "" };
    this.#rests.delete(keyOf(source));
    const isCut = rest.bytes > rest.end.length;
    const tail = rest.end.subarray(isCut ? nextCharacter(rest.end) : 0);
    return { sentence: isCut ? inWords(rest.bytes - tail.length) : "", tail: tail.toString("utf8") };
  }

  #keepBack(source: OutputSource, fresh: Buffer): void {
    const rest = this.#rests.get(keyOf(source)) ?? { source, end: Buffer.alloc(0), bytes: 0 };
    rest.bytes += fresh.length;
    // A copy of two ends at most, so that a long text is not kept alive by its end.
    rest.end = Buffer.concat([rest.end, fresh.subarray(-keptEndBytes)]).subarray(-keptEndBytes);
    this.#rests.set(keyOf(source), rest);
  }
}

function keyOf({ stream, toolCallId }: OutputSource): string {
  return `${stream} ${toolCallId ?? ""}`;
}

/** The place of the character that the byte at `place` belongs to. */
function startOfCharacter(bytes: Buffer, place: number): number {
  let start = place;
  while (start > 0 && isContinuation(bytes[start])) start -= 1;
  return start;
}

/** The place of the first whole character. */
function nextCharacter(bytes: Buffer): number {
  let start = 0;
  while (isContinuation(bytes[start])) start += 1;
  return start;
}

/** UTF-8: every byte of a character but its first. */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function inWords(bytes: number): string {
  const size = bytes < megabyte ? `${bytes} bytes` : `${(bytes / megabyte).toFixed(1)} MB (${bytes} bytes)`;
  return `\n… ${size} of output were left out here, past the task's limit …\n`;
}
