// One file of the spool: lines of records from a first number on, which is the file's name.
import { open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { DurableFile } from "./durable-file.ts";
import { readWholeLines } from "./read-lines.ts";

export class Segment {
  readonly path: string;
  readonly firstSeq: number;
  /** Length of all lines that were given to it, written or not. */
  bytes: number;
  nextSeq: number;
  #file: Promise<DurableFile> | null = null;
  #open: () => Promise<DurableFile>;

  constructor(found: { path: string; firstSeq: number; bytes: number; count: number }) {
    this.path = found.path;
    this.firstSeq = found.firstSeq;
    this.bytes = found.bytes;
    this.nextSeq = found.firstSeq + found.count;
    this.#open = () => DurableFile.open(this.path);
  }

  /** A new file, opened when all of the one before it is on disk: so what is durable has no gap. */
  static after(
    before: Segment | undefined,
    { folder, firstSeq }: { folder: string; firstSeq: number },
  ): Segment {
    const segment = new Segment({ path: segmentPath(folder, firstSeq), firstSeq, bytes: 0, count: 0 });
    segment.#open = () => openAfter(before, { path: segment.path, folder });
    return segment;
  }

  async append(line: string, bytes: number): Promise<void> {
    this.bytes += bytes;
    this.nextSeq += 1;
    this.#file ??= this.#open();
    const file = await this.#file;
    await file.append(line);
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await (await file)?.close();
  }

  async remove(): Promise<void> {
    await this.close();
    await rm(this.path, { force: true });
  }
}

/** What is in the folder, oldest first, and at least one segment. Only the last one can have a torn end. */
export async function openSegments(folder: string): Promise<Segment[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{16}\.ndjson$/.test(name)).sort();
  const segments: Segment[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const firstSeq = Number(name.slice(0, 16));
    const { lines, bytes } = await readWholeLines(path);
    const before = segments.at(-1);
    if (before !== undefined && before.nextSeq !== firstSeq) {
      throw new Error(
        `The spool ${folder} has a gap before ${name}: records ${before.nextSeq} to ${firstSeq - 1} are missing. Restore the file, or move the folder away if what it holds may be lost.`,
      );
    }
    segments.push(new Segment({ path, firstSeq, bytes, count: lines.length }));
  }
  if (segments.length === 0) segments.push(Segment.after(undefined, { folder, firstSeq: 1 }));
  return segments;
}

function segmentPath(folder: string, firstSeq: number): string {
  return join(folder, `${String(firstSeq).padStart(16, "0")}.ndjson`);
}

async function openAfter(
  before: Segment | undefined,
  { path, folder }: { path: string; folder: string },
): Promise<DurableFile> {
  await before?.close();
  const file = await DurableFile.open(path);
  const directory = await open(folder, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
  return file;
}
