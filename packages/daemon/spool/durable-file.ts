// A file that lines are appended to; many appends share one fsync.
import { type FileHandle, open } from "node:fs/promises";

/** Lines wait in memory for the write before them; a caller who appends much waits for `append`. */
export class DurableFile {
  readonly #handle: FileHandle;
  #waiting: string[] = [];
  #writing: Promise<void> | null = null;
  #failure: Error | null = null;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async open(path: string): Promise<DurableFile> {
    return new DurableFile(await open(path, "a", 0o600));
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

  async close(): Promise<void> {
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
        await this.#handle.appendFile(lines.join(""));
        await this.#handle.datasync();
      }
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    } finally {
      this.#writing = null;
    }
  }
}
