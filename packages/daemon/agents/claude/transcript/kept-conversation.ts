// A session's transcript between the starts of Claude's program: what a start begins with, and what of it others are to keep.
import { wallTime } from "../../../ports/clock.ts";
import { randomId } from "../../../ports/randomness.ts";
import type { AgentOptions } from "../../driver.ts";
import type { PastResult } from "../../past.ts";
import type { SaidLine } from "../read-frame.ts";
import { continueTranscript } from "./continue-transcript.ts";
import { asEntry, type Entry, idsOf } from "./entry.ts";
import { type MendedTranscript, mendTranscript } from "./mend-transcript.ts";
import type { TranscriptFolder } from "./transcript-folder.ts";
import { TranscriptTeller } from "./transcript-teller.ts";

interface Kept {
  readonly session: string;
  readonly folder: TranscriptFolder;
  readonly onTranscript: AgentOptions["onTranscript"];
  readonly transcript: MendedTranscript;
  /** Lines of it that nobody keeps yet. */
  readonly untold: readonly Entry[];
}

export class KeptConversation {
  readonly #session: string;
  readonly #folder: TranscriptFolder;
  readonly #teller: TranscriptTeller;
  /** What calls that wait were answered meanwhile, by their ids. */
  readonly #pending = new Map<string, string>();
  /** What was said and is not in Claude's file as far as it told. */
  readonly #unwritten = new Map<string, SaidLine>();
  #lastWritten: string | null = null;
  /** Null once Claude goes on with it: then its file counts. */
  #transcript: MendedTranscript | null;

  constructor({ transcript, untold, ...parts }: Kept) {
    this.#session = parts.session;
    this.#folder = parts.folder;
    this.#transcript = transcript;
    this.#teller = new TranscriptTeller(parts);
    this.#teller.hold(untold);
  }

  async read(): Promise<MendedTranscript> {
    return this.#transcript ?? mendTranscript((await this.#folder.read(this.#session))?.lines ?? []);
  }

  notePending(callId: string, answer: string): void {
    this.#pending.set(callId, answer);
  }

  /** The transcript with a line that closes its open calls and says `text`, if there is anything to close or to say. */
  goOn(
    transcript: MendedTranscript,
    { results, text }: { results: readonly PastResult[]; text: string | null },
  ): { entries: readonly Entry[]; line: Entry | null } {
    const at = { uuid: randomId(), timestamp: wallTime(), session: this.#session };
    const line = continueTranscript(transcript, { ...at, pending: this.#pending, results, text });
    return { line, entries: line === null ? transcript.entries : [...transcript.entries, line] };
  }

  /** Writes the file of the next start, and gives its path. */
  write(entries: readonly Entry[]): Promise<string> {
    return this.#folder.write(this.#session, entries);
  }

  /** Claude is up with the newest file. */
  async settle(): Promise<void> {
    this.#transcript = null;
    this.#pending.clear();
    await this.#teller.tell();
    await this.#folder.dropOlder();
  }

  /** The newest file is not gone on from. */
  drop(): Promise<void> {
    return this.#folder.dropNewest();
  }

  /** Kept by others as soon as Claude is up with it. */
  hold(line: Entry | null): void {
    if (line !== null) this.#teller.hold([line]);
  }

  /** What is said, a moment before Claude writes it down. */
  async note(line: SaidLine | null): Promise<void> {
    if (line === null) return;
    this.#unwritten.set(line.uuid, line);
    await this.#folder.noteSaid(line);
  }

  /** What Claude wrote. */
  async tell(written: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    for (const line of written) {
      const entry = asEntry(line);
      for (const id of entry === null ? [] : idsOf(entry)) this.#unwritten.delete(id);
      this.#lastWritten = entry?.uuid ?? this.#lastWritten;
    }
    await this.#teller.tell(written);
  }

  /** Claude is gone: what it has not written it will not write. */
  async tellUnwritten(): Promise<void> {
    const lines = [...this.#unwritten.values()].map((line) => {
      const parentUuid = this.#lastWritten;
      this.#lastWritten = line.uuid;
      return { ...line, parentUuid, isSidechain: false, sessionId: this.#session };
    });
    this.#unwritten.clear();
    await this.#teller.tell(lines);
  }
}
