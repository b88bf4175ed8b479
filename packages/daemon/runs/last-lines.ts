// The last lines that an agent's program printed beside its protocol: they tell why it ended.
import type { Readable } from "node:stream";
import { sleep } from "../ports/clock.ts";
import type { StartedProcess } from "../ports/processes.ts";

const keptLength = 8 * 1024;
const shownLines = 20;
const restMs = 1000;

export class LastLines {
  #text = "";
  #read: Promise<void> = Promise.resolve();

  add(text: string): void {
    this.#text = `${this.#text}${text}`.slice(-keptLength);
  }

  /** Reads a stream to its end, no faster than it is taken. */
  follow(stream: Readable, take: (text: string) => Promise<void>): void {
    stream.setEncoding("utf8");
    this.#read = (async () => {
      for await (const text of stream as AsyncIterable<string>) await take(text);
    })();
    // A spool that fails is the daemon's end, and told there.
    this.#read.catch(() => undefined);
  }

  /** A sentence, how the program ended, and what it printed last. */
  async describe(sentence: string, process: StartedProcess): Promise<string> {
    const enough = new AbortController();
    const rest = sleep(restMs, enough.signal).catch(() => undefined);
    await Promise.race([this.#read.catch(() => undefined), rest]);
    const exit = await Promise.race([process.exited, rest]);
    enough.abort();
    const how =
      exit === undefined ? "" : ` It ended ${exit.signal === null ? `with exit code ${exit.exitCode}` : `by ${exit.signal}`}.`;
    const lines = this.#text.trimEnd().split("\n").slice(-shownLines).join("\n");
    return `${sentence}${how}${lines === "" ? " It printed nothing." : `\n${lines}`}`;
  }
}
