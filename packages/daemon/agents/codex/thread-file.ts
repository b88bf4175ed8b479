// What Codex writes of a thread, told line by line as it grows; and the driver's own note of how far.
import type { AgentOptions } from "../driver.ts";
import type { RestoredThread } from "./restore-thread.ts";
import { readRolloutLines } from "./rollout-file.ts";
import { type ThreadNote, writeThreadNote } from "./thread-note.ts";

export class ThreadFile {
  readonly #options: AgentOptions;
  readonly #threadId: string;
  readonly #path: string | null;
  #noted: ThreadNote;

  constructor(options: AgentOptions, { threadId, path, sentBytes }: RestoredThread) {
    this.#options = options;
    this.#threadId = threadId;
    this.#path = path;
    this.#noted = { threadId, sentBytes, isHeard: true };
  }

  async note(changes: { isHeard: boolean }): Promise<void> {
    if (this.#noted.isHeard === changes.isHeard) return;
    this.#noted = { ...this.#noted, ...changes };
    await writeThreadNote(this.#options.folder, this.#noted);
  }

  /** Told first and noted then: a line may be told twice, and none is left out. */
  async tell(): Promise<void> {
    const { threadId, sentBytes } = this.#noted;
    const fresh = await this.#read(sentBytes);
    if (fresh === null || fresh.lines.length === 0) return;
    await this.#options.onTranscript({ session: threadId, lines: fresh.lines });
    this.#noted = { ...this.#noted, sentBytes: fresh.next };
    await writeThreadNote(this.#options.folder, this.#noted);
  }

  async readAll(): Promise<readonly string[]> {
    return (await this.#read(0))?.lines ?? [];
  }

  async #read(from: number): Promise<{ lines: string[]; next: number } | null> {
    if (this.#path === null) return null;
    return readRolloutLines({ path: this.#path, threadId: this.#threadId }, from);
  }
}
