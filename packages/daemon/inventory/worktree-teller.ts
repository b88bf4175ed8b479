// Tells the server which checkouts stand on this machine, and how much room each takes. It runs beside everything else, and says only what is new.
import type { MeshRecord, WorktreeAt } from "@makima/protocol/mesh";
import type { Logger } from "pino";
import { after, every } from "../ports/clock.ts";
import { listCheckouts, type Store } from "../worktrees/worktrees.ts";
import { measureFolder } from "./measure-folder.ts";

export interface TellerParts {
  readonly store: Store;
  readonly log: Logger;
  /** The tasks whose agent is at work here: their checkouts grow. */
  listLive(): readonly string[];
  append(record: MeshRecord): Promise<void>;
}

/** How often the checkouts of live runs are measured. */
const everyMs = 60_000;
/** What ends or begins comes in floods. */
const pauseMs = 500;
/** A change that is worth to be told, as a share of what was told last. */
const worth = 0.05;

type Sizes = ReadonlyMap<string, number | null>;

export class WorktreeTeller {
  readonly #parts: TellerParts;
  readonly #changed = new Set<string>();
  readonly #stopTimer: () => void;
  #stopSoon: (() => void) | null;
  #isClosed = false;
  /** Null before the first round: then all of them are told. */
  #told: Sizes | null = null;
  #last: Promise<void> = Promise.resolve();

  constructor(parts: TellerParts) {
    this.#parts = parts;
    this.#stopSoon = after(0, () => this.#begin());
    this.#stopTimer = every(everyMs, () => this.#begin());
  }

  /** This task's checkout was made, changed by a run, removed or brought back. */
  noteChange(taskId: string): void {
    this.#changed.add(taskId);
    if (!this.#isClosed) this.#stopSoon ??= after(pauseMs, () => this.#begin());
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopTimer();
    this.#stopSoon?.();
    await this.#last;
  }

  #begin(): void {
    this.#stopSoon = null;
    this.#last = this.#last.then(() =>
      this.#round().catch((error: unknown) => {
        this.#parts.log.warn({ err: error }, "the worktrees could not be measured; tried again");
      }),
    );
  }

  async #round(): Promise<void> {
    const changed = new Set([...this.#changed, ...this.#parts.listLive()]);
    this.#changed.clear();
    const told = this.#told;
    const now = await this.#measure(changed);
    if (now === null) return;
    const standing = [...now].flatMap(([taskId, bytes]): WorktreeAt[] =>
      isWorthTelling(told?.get(taskId), bytes) ? [{ taskId, bytes }] : [],
    );
    const gone = [...(told?.keys() ?? [])].filter((taskId) => !now.has(taskId));
    if (told !== null && standing.length === 0 && gone.length === 0) return;
    await this.#parts.append({ kind: "worktrees", isWhole: told === null, standing, gone });
    const before = [...(told ?? [])].filter(([taskId]) => now.has(taskId));
    this.#told = new Map([...before, ...standing.map(({ taskId, bytes }) => [taskId, bytes] as const)]);
  }

  /** Null when it was closed meanwhile. */
  async #measure(changed: ReadonlySet<string>): Promise<Sizes | null> {
    const { store } = this.#parts;
    const sizes = new Map<string, number | null>();
    for (const { taskId, paths } of await listCheckouts(store)) {
      if (this.#isClosed) return null;
      const known = changed.has(taskId) ? undefined : this.#told?.get(taskId);
      sizes.set(taskId, known === undefined ? await this.#sizeOf(paths) : known);
    }
    return sizes;
  }

  async #sizeOf(paths: readonly string[]): Promise<number | null> {
    let sum = 0;
    for (const path of paths) {
      const bytes = await measureFolder(path, this.#parts.store.git);
      if (bytes === null) return null;
      sum += bytes;
    }
    return sum;
  }
}

function isWorthTelling(before: number | null | undefined, now: number | null): boolean {
  if (before === undefined || before === null || now === null) return before !== now;
  return Math.abs(now - before) > before * worth;
}
