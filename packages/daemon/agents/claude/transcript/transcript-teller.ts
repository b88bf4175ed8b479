// Gives away the lines of a transcript, in their order, so that another machine can go on from them: those that Claude writes and those that we do.
import type { AgentOptions } from "../../driver.ts";
import type { Entry } from "./entry.ts";
import type { TranscriptFolder } from "./transcript-folder.ts";

interface TellerParts {
  readonly session: string;
  readonly folder: TranscriptFolder;
  readonly onTranscript: AgentOptions["onTranscript"];
}

export class TranscriptTeller {
  readonly #parts: TellerParts;
  /** Lines of ours in a file that Claude has not come up with yet. */
  #waiting: readonly Entry[] = [];

  constructor(parts: TellerParts) {
    this.#parts = parts;
  }

  /** Kept back until Claude has taken them: what it refuses was never said. */
  hold(entries: readonly Entry[]): void {
    this.#waiting = [...this.#waiting, ...entries];
  }

  /** What Claude wrote itself, and before it what was held. */
  async tell(written: readonly Readonly<Record<string, unknown>>[] = []): Promise<void> {
    const entries = [...this.#waiting, ...written];
    this.#waiting = [];
    if (entries.length === 0) return;
    const { session, folder, onTranscript } = this.#parts;
    await onTranscript({ session, lines: entries.map((entry) => JSON.stringify(entry)) });
    const last = entries.findLast(({ uuid }) => typeof uuid === "string")?.["uuid"];
    if (typeof last === "string") await folder.markTold(last);
  }
}
