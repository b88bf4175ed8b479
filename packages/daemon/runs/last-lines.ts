// The last lines that an agent's program printed beside its protocol: they tell why it ended.
import type { Readable } from "node:stream";
import { rest } from "../ports/clock.ts";
import type { ProcessExit, StartedProcess } from "../ports/processes.ts";

const keptLength = 8 * 1024;
const shownLines = 20;
const restMs = 1000;

export class LastLines {
  #text = "";
  #read: Promise<unknown> = Promise.resolve();

  add(text: string): void {
    this.#text = `${this.#text}${text}`.slice(-keptLength);
  }

  /** Reads a stream to its end, no faster than it is taken. */
  follow(stream: Readable, take: (text: string) => Promise<void>): void {
    stream.setEncoding("utf8");
    const read = async (): Promise<void> => {
      for await (const text of stream as AsyncIterable<string>) await take(text);
    };
    // A spool that fails is the daemon's end, and told there.
    this.#read = Promise.allSettled([read()]);
  }

  /** A sentence, how the program ended, and what it printed last. */
  async describe(sentence: string, process: StartedProcess): Promise<string> {
    const enough = new AbortController();
    const waited = rest(restMs, enough.signal);
    await Promise.race([this.#read, waited]);
    const exit = await Promise.race([process.exited, waited]);
    enough.abort();
    return `${sentence}${exit === undefined ? "" : ` ${tellExit(exit)}`}${this.tell()}`;
  }

  /** What it printed last, to follow a sentence. */
  tell(): string {
    const lines = this.#text.trimEnd().split("\n").slice(-shownLines).join("\n");
    return lines === "" ? " It printed nothing." : `\n${lines}`;
  }
}

function tellExit({ exitCode, signal }: ProcessExit): string {
  return signal === null ? `It ended with exit code ${exitCode}.` : `It ended by ${signal}.`;
}
