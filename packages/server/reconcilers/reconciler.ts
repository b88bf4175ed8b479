// The loop around a reconciler: woken by the doorbell and by a timer, never two rounds at once, and it never gives up.
import { bell } from "../doorbell.ts";
import type { World } from "../world.ts";

/** A round takes no input: it looks at the rows, does what follows from them, and says how much that was. */
export type Reconciler = {
  name: string;
  round(world: World): Promise<Round>;
  /** Woken by this bell too, which wakes nobody else. */
  ownBell?: string;
  /** Nobody waits for what it does: it lets the ones that somebody waits for go first. */
  isPatient?: boolean;
  /** People who watch wait for it: it begins in the moment in which the bell rings. */
  isPrompt?: boolean;
};

/** `isAll`: it knows that nothing of what it did is left to do. Else a round that did something is followed by one that looks again. */
type Round = { did: number; isAll?: boolean };

export type RoundReport = {
  name: string;
  rounds: number;
  failures: number;
  /** of the last round */
  did: number;
  tookMs: number;
  /** failures since the last round that went well */
  failedInARow: number;
};

export type RunningReconciler = {
  report(): RoundReport;
  /** Runs one round now, behind the one that runs, and throws what it throws; for tests. */
  tick(): Promise<void>;
  /** Ends the loop after the round that runs. */
  stop(): Promise<void>;
};

const POLL_MS = 1_000;
/** What was written is told first to those who watch and to the machine that it is for: their looks go out when it is committed. */
const COURTESY_MS = 5;
/** All of them at once are a dozen queries for each ring, which cost an answer's way to its agent about 5 ms. */
const PATIENCE_MS = 50;
/** After a start the first answers come, on cold connections and cold code: whom nobody waits for stays out of their way. */
const FIRST_PATIENCE_MS = 500;
const LONGEST_REST_MS = 10_000;

export function startReconciler(
  world: World,
  reconciler: Reconciler,
  { pollMs = POLL_MS }: { pollMs?: number } = {},
): RunningReconciler {
  const loop = new Loop(world, reconciler, pollMs);
  const ended = loop.run();
  return {
    report: () => ({ ...loop.report }),
    tick: () => loop.round(),
    stop: async () => {
      loop.stop();
      await ended;
    },
  };
}

class Loop {
  readonly report: RoundReport;
  readonly #world: World;
  readonly #reconciler: Reconciler;
  readonly #pollMs: number;
  readonly #stopping = new AbortController();
  #last: Promise<unknown> = Promise.resolve();
  #isRung = true;
  /** The last round has left nothing to do. */
  #isDone = false;
  #wake: () => void = () => undefined;

  constructor(world: World, reconciler: Reconciler, pollMs: number) {
    this.#world = world;
    this.#reconciler = reconciler;
    this.#pollMs = pollMs;
    this.report = { name: reconciler.name, rounds: 0, failures: 0, did: 0, tookMs: 0, failedInARow: 0 };
  }

  async run(): Promise<void> {
    const { doorbell } = this.#world;
    const wake = () => this.#wake();
    const heard = () => {
      this.#isRung = true;
      // Two dozen that wake take half a millisecond, which whoever rang would have to wait for.
      if (this.#reconciler.isPrompt === true) wake();
      else setImmediate(wake);
    };
    const deafen = [bell.work, this.#reconciler.ownBell ?? []]
      .flat()
      .map((name) => doorbell.listen(name, heard));
    try {
      if (this.#reconciler.isPatient === true) await this.#rest(FIRST_PATIENCE_MS, { untilRung: false });
      while (!this.#stopping.signal.aborted) {
        if (this.#reconciler.isPrompt !== true) await this.#rest(this.#courtesyMs(), { untilRung: false });
        // Cleared before the round looks at the rows: whoever rings from now on has written something that it may not see.
        this.#isRung = false;
        await this.#tryRound();
        if (this.report.failedInARow > 0) await this.#rest(this.#backOffMs(), { untilRung: false });
        else if (this.#isDone && !this.#isRung) await this.#rest(this.#pollMs, { untilRung: true });
      }
    } finally {
      for (const stop of deafen) stop();
    }
  }

  stop(): void {
    this.#stopping.abort();
    this.#wake();
  }

  async round(): Promise<void> {
    const turn = this.#last.then(() => this.#oneRound());
    this.#last = turn.catch((error: unknown) => error);
    await turn;
  }

  async #oneRound(): Promise<void> {
    const { clock } = this.#world;
    const begunMs = clock.monotonicMs();
    this.report.rounds += 1;
    try {
      const { did, isAll = did === 0 } = await this.#reconciler.round(this.#world);
      this.report.did = did;
      this.#isDone = isAll;
      this.report.failedInARow = 0;
    } catch (error) {
      this.report.failures += 1;
      this.report.failedInARow += 1;
      throw error;
    } finally {
      this.report.tookMs = clock.monotonicMs() - begunMs;
    }
  }

  async #tryRound(): Promise<void> {
    // What follows from the rows is done when it can be written.
    if (this.#world.space.isFull()) {
      this.report.did = 0;
      this.#isDone = true;
      return;
    }
    try {
      await this.round();
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      this.#world.log.error(
        { err: error, reconciler: this.#reconciler.name },
        "a round failed and is tried again",
      );
    }
  }

  #courtesyMs(): number {
    return this.#reconciler.isPatient === true ? PATIENCE_MS : COURTESY_MS;
  }

  #backOffMs(): number {
    return Math.min(this.#pollMs * 2 ** (this.report.failedInARow - 1), LONGEST_REST_MS);
  }

  async #rest(ms: number, { untilRung }: { untilRung: boolean }): Promise<void> {
    const waking = new AbortController();
    this.#wake = () => {
      if (untilRung || this.#stopping.signal.aborted) waking.abort();
    };
    if (this.#stopping.signal.aborted) return;
    try {
      await this.#world.clock.sleep(ms, waking.signal);
    } catch (error) {
      if (!waking.signal.aborted) throw error;
    }
  }
}
