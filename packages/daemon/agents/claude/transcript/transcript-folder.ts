// The files that Claude keeps a task's conversation in: a new one for each start of its program, so that an older start can spoil none.
import { appendFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SaidLine } from "../read-frame.ts";
import { addUnwritten } from "./add-unwritten.ts";
import type { Entry } from "./entry.ts";

export interface KeptTranscript {
  readonly lines: readonly string[];
  /** The uuid of the last line that was given away; null when that is not known. */
  readonly lastTold: string | null;
}

const markName = "told";
const saidName = "said.ndjson";

export class TranscriptFolder {
  readonly #folder: string;
  readonly #epoch: number;
  #starts = 0;

  constructor({ folder, epoch }: { folder: string; epoch: number }) {
    this.#folder = join(folder, "claude");
    this.#epoch = epoch;
  }

  /** The newest file of a session, as far as it was written; null where there is none. */
  async read(session: string): Promise<KeptTranscript | null> {
    for (const start of await this.#list()) {
      const text = await readIfThere(join(this.#folder, start, `${session}.jsonl`));
      if (text === null) continue;
      const lastTold = await readIfThere(join(this.#folder, start, markName));
      const said = await readIfThere(join(this.#folder, start, saidName));
      return { lines: addUnwritten(linesOf(text), linesOf(said ?? "")), lastTold };
    }
    return null;
  }

  /** The line of this uuid, and all before it, were given away to be kept. */
  async markTold(uuid: string): Promise<void> {
    await writeFile(join(this.#folder, startName(this.#epoch, this.#starts), markName), uuid);
  }

  /** What was said and may not be in Claude's file yet: it writes a moment later, and a program that is killed has no later. */
  async noteSaid(line: SaidLine): Promise<void> {
    await appendFile(
      join(this.#folder, startName(this.#epoch, this.#starts), saidName),
      `${JSON.stringify(line)}\n`,
    );
  }

  /** For the next start of the program. The path of it, which Claude knows the session by. */
  async write(session: string, entries: readonly Entry[]): Promise<string> {
    this.#starts += 1;
    const folder = join(this.#folder, startName(this.#epoch, this.#starts));
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${session}.jsonl`);
    await writeFile(path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""), { mode: 0o600 });
    return path;
  }

  /** The program goes on from the newest file: the ones before are of no use to anybody. */
  async dropOlder(): Promise<void> {
    const [, ...older] = await this.#list();
    for (const start of older) await this.#drop(start);
  }

  /** The program did not come up from the newest file: it never was. */
  async dropNewest(): Promise<void> {
    await this.#drop(startName(this.#epoch, this.#starts));
  }

  /** Newest first. */
  async #list(): Promise<string[]> {
    try {
      return (await readdir(this.#folder))
        .filter((name) => /^\d{8}-\d{6}$/.test(name))
        .sort()
        .reverse();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  }

  #drop(start: string): Promise<void> {
    return rm(join(this.#folder, start), { recursive: true, force: true });
  }
}

const linesOf = (text: string): string[] => text.split("\n").filter((line) => line !== "");

const startName = (epoch: number, start: number): string =>
  `${String(epoch).padStart(8, "0")}-${String(start).padStart(6, "0")}`;

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
