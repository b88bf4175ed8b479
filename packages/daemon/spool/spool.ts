// What the daemon has to say for good: numbered records in segment files, kept until the server has committed them.
import { mkdir } from "node:fs/promises";
import type { MeshRecord } from "@makima/protocol/mesh";
import { type Batch, readBatch, type SpoolPlace } from "./read-batch.ts";
import type { Redact } from "./redact.ts";
import { openSegments, Segment } from "./segment.ts";

export interface SpoolSettings {
  readonly folder: string;
  /** Appends wait while more than this is not acknowledged: a full spool slows an agent down, it never drops. */
  readonly maxBytes: number;
  readonly segmentBytes: number;
  readonly redact: Redact;
}

type Waiting = {
  readonly record: MeshRecord;
  readonly placed: (entry: { stored: Promise<void> }) => void;
};

/** Bytes that may wait in memory for the disk. */
const mostUnwritten = 1024 * 1024;

export class Spool {
  readonly #settings: SpoolSettings;
  readonly #segments: Segment[];
  readonly #waiting: Waiting[] = [];
  readonly #listeners = new Set<() => void>();
  #nextSeq: number;
  #durableSeq: number;
  #ackedSeq: number;
  #unwritten = 0;
  #failure: Error | null = null;

  private constructor(settings: SpoolSettings, segments: Segment[]) {
    this.#settings = settings;
    this.#segments = segments;
    const [first] = segments;
    const last = segments.at(-1);
    if (first === undefined || last === undefined) throw new Error("a spool has at least one segment");
    this.#nextSeq = last.nextSeq;
    this.#durableSeq = this.#nextSeq - 1;
    this.#ackedSeq = first.firstSeq - 1;
  }

  /** Takes up what a former daemon left. The newest segment is kept even when it is empty: its name keeps the numbers. */
  static async open(settings: SpoolSettings): Promise<Spool> {
    await mkdir(settings.folder, { recursive: true, mode: 0o700 });
    return new Spool(settings, await openSegments(settings.folder));
  }

  /** Every record up to and including this one is on disk; only such records are sent, so that no number is used twice. */
  get durableSeq(): number {
    return this.#durableSeq;
  }

  get ackedSeq(): number {
    return this.#ackedSeq;
  }

  /**
   * Keeps the order of the calls. Resolves when there was room for the record, with `sync` when it is on disk.
   * A failed disk rejects this and every later call: nothing may be said that could be lost.
   */
  async append(record: MeshRecord, options: { sync?: boolean } = {}): Promise<void> {
    const { stored } = await new Promise<{ stored: Promise<void> }>((placed) => {
      this.#waiting.push({ record, placed });
      this.#admit();
    });
    if (options.sync === true) await stored;
    if (this.#failure !== null) throw this.#failure;
  }

  /** The server has committed every record up to and including this one. */
  async ack(upTo: number): Promise<void> {
    this.#ackedSeq = Math.max(this.#ackedSeq, Math.min(upTo, this.#durableSeq));
    const done: Segment[] = [];
    while (this.#segments.length > 1 && (this.#segments[1]?.firstSeq ?? Infinity) <= this.#ackedSeq + 1) {
      const segment = this.#segments.shift();
      if (segment !== undefined) done.push(segment);
    }
    this.#admit();
    for (const segment of done) await segment.remove();
  }

  /** Durable records after `place`, oldest first; null when there are none now. */
  async read(place: SpoolPlace, maxBytes: number): Promise<Batch | null> {
    return readBatch(place, { segments: this.#segments, durableSeq: this.#durableSeq, maxBytes });
  }

  /** Calls `listener` whenever records became durable; the returned function ends that. */
  onDurable(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    for (const segment of this.#segments) await segment.close();
  }

  #admit(): void {
    while (this.#hasRoom()) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const stored = this.#write(next.record);
      stored.catch((error: unknown) => {
        this.#failure ??= error instanceof Error ? error : new Error(String(error));
      });
      // In an object, because a promise of a promise would wait for both.
      next.placed({ stored });
    }
  }

  #hasRoom(): boolean {
    const kept = this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
    // When all is acknowledged, what is left are the bytes of the segment that is still written to.
    const isIdle = this.#ackedSeq === this.#nextSeq - 1;
    return this.#unwritten < mostUnwritten && (kept < this.#settings.maxBytes || isIdle);
  }

  async #write(record: MeshRecord): Promise<void> {
    const seq = this.#nextSeq++;
    const line = this.#settings.redact(`${JSON.stringify({ seq, record })}\n`);
    const bytes = Buffer.byteLength(line);
    this.#unwritten += bytes;
    await this.#segmentFor(seq).append(line, bytes);
    this.#unwritten -= bytes;
    this.#durableSeq = Math.max(this.#durableSeq, seq);
    for (const listener of this.#listeners) listener();
    this.#admit();
  }

  #segmentFor(seq: number): Segment {
    const last = this.#segments.at(-1);
    if (last !== undefined && last.bytes < this.#settings.segmentBytes) return last;
    const next = Segment.after(last, { folder: this.#settings.folder, firstSeq: seq });
    this.#segments.push(next);
    return next;
  }
}
