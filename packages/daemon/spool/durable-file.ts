// A file that lines are appended to; many appends share one fsync. While the disk is full they wait.
import { type FileHandle, open } from "node:fs/promises";
import { awaitSpace } from "./await-space.ts";

/** Lines wait in memory for the write before them; a caller who appends much waits for `append`. */
export class DurableFile {
  readonly #handle: FileHandle;
  readonly #closing = new AbortController();
  /** What is whole; behind it may be a piece of a line that found no space. */
  #bytes: number;
  #waiting: string[] = [];
  #writing: Promise<void> | null = null;
  #failure: Error | null = null;

  private constructor(handle: FileHandle, bytes: number) {
    this.#handle = handle;
    this.#bytes = bytes;
  }

  static async open(path: string): Promise<DurableFile> {
    const handle = await awaitSpace(() => open(path, "a", 0o600), new AbortController().signal);
    return new DurableFile(handle, (await handle.stat()).size);
  }

  /** Resolves when the line, with its newline, is on disk. Rejects for ever once a write has failed. */
  async append(line: string): Promise<void> {
    this.#waiting.push(line);
    // A write that goes on took its lines already; this one is in the next.
    const before = this.#writing;
    if (before !== null) await before;
    this.#writing ??= this.#write();
    await this.#writing;
    if (this.#failure !== null) throw this.#failure;
  }

  /** What still waits for space then is not written. */
  async close(): Promise<void> {
    this.#closing.abort();
    while (this.#writing !== null) await this.#writing;
    await this.#handle.close();
  }

  async #write(): Promise<void> {
    // Appends of this same moment share the write.
    await Promise.resolve();
    const lines = this.#waiting;
    this.#waiting = [];
    try {
      if (lines.length > 0 && this.#failure === null) {
        await awaitSpace(() => this.#store(lines.join("")), this.#closing.signal);
      }
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    } finally {
      this.#writing = null;
    }
  }
  async #store(text: string): Promise<void> {
    try {
      await this.#handle.appendFile(text);
      await this.#handle.datasync();
      this.#bytes += Buffer.byteLength(text);
    } catch (error) {
      await this.#handle.truncate(this.#bytes);
      throw error;
    }
  }
}
