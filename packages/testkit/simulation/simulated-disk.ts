// The disk of a model daemon: what was flushed outlives its program, what was not is lost with it. It keeps the shipped spool's and command
// journal's contracts, in memory and in whole records.
import type { Batch, SpoolPlace } from "@makima/daemon/spool/read-batch";
import type { MeshCommand, MeshRecord, SentCheckpoint, Spooled } from "@makima/protocol/mesh";
import type { Evidence } from "../history/evidence.ts";
import type { PersonRepository } from "./person-repository.ts";

type Kept = { records: Spooled[]; ackedSeq: number };

/** What is on the disk of one machine, whichever program looks at it. */
export class SimulatedDisk {
  readonly name: string;
  readonly spool: Kept = { records: [], ackedSeq: 0 };
  /** accepted commands by id; the body of one that has to be done again after a crash */
  readonly accepted = new Map<string, MeshCommand | null>();
  readonly finished = new Set<string>();
  /** each agent session's own file */
  readonly sessions = new Map<string, string[]>();
  /** commits that a ref points to, by ref */
  readonly refs = new Map<string, string>();
  /** the tree of each commit */
  readonly trees = new Map<string, string>();
  /** by task: each worktree that there is, as it stands and as its last checkpoint has it */
  readonly worktrees = new Map<string, { tree: string; keptTree: string }>();
  /** highest number of a checkpoint by task */
  readonly checkpoints = new Map<string, number>();
  /** answers of a merge or a look by its id: done again it is the same */
  readonly handsAnswers = new Map<string, unknown>();
  /** how a worktree stood, by the rewind that kept it */
  readonly keptBefore = new Map<string, SentCheckpoint>();
  /** what the machine's daemons did, for the checks: it is written beside the world and never lost */
  readonly steps: Evidence["daemonSteps"][number]["steps"] = [];
  /** commands whose results a server has heard, noted in the same way */
  readonly heardResults = new Set<string>();
  /** how worktrees stood when rewinds had been done, noted in the same way */
  readonly rewoundTrees: Evidence["rewoundTrees"] = [];
  /** rewinds that are begun and not done */
  readonly rewinding = new Set<string>();
  /** rewinds that were cut short and begun again */
  rewindsDoneAgain = 0;
  readonly person: PersonRepository;

  constructor(name: string, person: PersonRepository) {
    this.name = name;
    this.person = person;
  }

  /** Only of what has to be done again after a crash. */
  hasAccepted(kind: MeshCommand["kind"]): boolean {
    return [...this.accepted.values()].some((command) => command?.kind === kind);
  }
}

type Unwritten = { stored: () => void; write: () => void };

/** One program's view of the disk. After `die` nothing of it reaches the disk any more, and nobody is answered. */
export class DiskView {
  readonly disk: SimulatedDisk;
  readonly #unwritten: Unwritten[] = [];
  readonly #writtenAtOnce: () => boolean;
  #isDead = false;

  constructor(disk: SimulatedDisk, writtenAtOnce: () => boolean) {
    this.disk = disk;
    this.#writtenAtOnce = writtenAtOnce;
  }

  get hasUnwritten(): boolean {
    return !this.#isDead && this.#unwritten.length > 0;
  }

  /** Resolves when it is on disk; writes keep their order. */
  write(write: () => void): Promise<void> {
    return new Promise((stored) => {
      this.#unwritten.push({ stored, write });
      if (this.#writtenAtOnce()) this.flush();
    });
  }

  flush(): void {
    if (this.#isDead) return;
    for (const { write, stored } of this.#unwritten.splice(0)) {
      write();
      stored();
    }
  }

  die(): void {
    this.#isDead = true;
  }
}

/** The spool, as the shipped link sends it. */
export class SimulatedSpool {
  readonly #view: DiskView;
  readonly #batchRecords: number;
  readonly #listeners = new Set<() => void>();
  #nextSeq: number;

  constructor(view: DiskView, batchRecords: number) {
    this.#view = view;
    this.#batchRecords = batchRecords;
    this.#nextSeq = view.disk.spool.records.length + 1;
  }

  get durableSeq(): number {
    return this.#view.disk.spool.records.length;
  }

  get ackedSeq(): number {
    return this.#view.disk.spool.ackedSeq;
  }

  async append(record: MeshRecord, options: { sync?: boolean } = {}): Promise<void> {
    const seq = this.#nextSeq++;
    // As JSON, so that nobody changes what was said.
    const line: Spooled = { seq, record: JSON.parse(JSON.stringify(record)) as MeshRecord };
    const stored = this.#view.write(() => {
      this.#view.disk.spool.records.push(line);
      for (const listener of this.#listeners) listener();
    });
    if (options.sync === true) await stored;
  }

  async ack(upTo: number): Promise<void> {
    const kept = this.#view.disk.spool;
    kept.ackedSeq = Math.max(kept.ackedSeq, Math.min(upTo, this.durableSeq));
  }

  async read({ nextSeq }: SpoolPlace): Promise<Batch | null> {
    const found = this.#view.disk.spool.records.slice(nextSeq - 1, nextSeq - 1 + this.#batchRecords);
    const last = found.at(-1);
    if (last === undefined) return null;
    const lines = found.map((one) => JSON.stringify(one));
    return { lines, lastSeq: last.seq, bytes: lines.join().length, next: { nextSeq: last.seq + 1 } };
  }

  onDurable(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** The command journal: written before a command is acknowledged, and each command done once by its id. */
export class SimulatedJournal {
  readonly #view: DiskView;
  readonly #ids: Set<string>;

  constructor(view: DiskView) {
    this.#view = view;
    this.#ids = new Set(view.disk.accepted.keys());
  }

  get unfinished(): { id: string; command: MeshCommand }[] {
    return [...this.#view.disk.accepted].flatMap(([id, command]) =>
      command === null || this.#view.disk.finished.has(id) ? [] : [{ id, command }],
    );
  }

  accept(
    { id, command }: { id: string; command: MeshCommand },
    { keepBody }: { keepBody: boolean },
  ): { isNew: boolean; written: Promise<void> } {
    const isNew = !this.#ids.has(id);
    this.#ids.add(id);
    const written = this.#view.write(() => {
      if (!isNew) return;
      this.#view.disk.accepted.set(id, keepBody ? command : null);
      this.#view.disk.steps.push({ kind: "journaled", commandId: id });
    });
    return { isNew, written };
  }

  finish(id: string): Promise<void> {
    return this.#view.write(() => this.#view.disk.finished.add(id));
  }
}
