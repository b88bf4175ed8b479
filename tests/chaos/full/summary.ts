// What came of all the experiments: told as it comes, in a file at the end, and whether it is good.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe } from "@makima/testkit/crash/plan";
import { type Counts, missing, noCounts } from "@makima/testkit/crash/sometimes";
import { monotonicMs } from "@makima/testkit/ports/clock";
import type { Told } from "./told.ts";

type SummaryParts = { begunMs: number; seed: number; folder: string; say: (line: string) => void };

const PROGRESS_EVERY = 100;

export class Summary {
  readonly #broken: string[] = [];
  readonly tried = new Set<string>();
  readonly #counts: Counts = noCounts();
  readonly #failures: { again: string; violations: string[]; evidence: string | null }[] = [];
  readonly #parts: SummaryParts;
  /** did not come to their end in time, and have to be repeated alone */
  readonly late: Told[] = [];
  readonly #repeated: Told[] = [];
  #unreached = 0;
  #left = 0;

  constructor(parts: SummaryParts) {
    this.#parts = parts;
  }

  add(told: Told): void {
    const { experiment, violations, fired } = told;
    this.tried.add(describe(experiment));
    if (fired === 0) this.#unreached += 1;
    this.#count(told);
    if (violations.some((violation) => violation.startsWith("liveness:"))) {
      this.late.push(told);
      this.#parts.say(`? ${this.#again(told)}, repeated alone at the end`);
    } else if (violations.length > 0) this.#fail(told);
    if (this.tried.size % PROGRESS_EVERY === 0)
      this.#parts.say(
        `${this.tried.size} done, ${this.#failures.length} failed, ${this.late.length} late, ${this.#seconds()} s`,
      );
  }

  /** One of the repetitions of what was late. */
  repeat(told: Told): void {
    this.#repeated.push(told);
    this.#count(told);
    if (told.violations.length > 0) this.#fail(told);
  }

  /** There was no time for so many. */
  leave(count: number): void {
    this.#left += count;
  }

  /** What makes the run red whatever the experiments say: told at once and at the end. */
  lose(what: string): void {
    this.#broken.push(what);
    this.#parts.say(`✗ ${what}`);
  }

  async finish(): Promise<boolean> {
    const never = missing(this.#counts);
    const summary = {
      seed: this.#parts.seed,
      experiments: this.tried.size,
      notReached: this.#unreached,
      notDone: this.#left,
      violations: this.#failures.length,
      repetitions: this.#repeated.map((told) => ({
        again: describe(told.experiment),
        violations: told.violations,
      })),
      seconds: this.#seconds(),
      sometimes: this.#counts,
      never,
      broken: this.#broken,
      failures: this.#failures,
    };
    await writeFile(join(this.#parts.folder, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
    const { experiments, notReached, notDone, violations, repetitions, seconds } = summary;
    this.#parts.say(
      `${experiments} experiments (${notReached} whose boundary did not come), ${notDone} not done, ${violations} with violations, ${repetitions.length} repetitions, ${seconds} s, seed ${this.#parts.seed}`,
    );
    for (const fault of [...never.map((name) => `never happened: ${name}`), ...this.#broken])
      this.#parts.say(`✗ ${fault}`);
    return violations === 0 && never.length === 0 && this.#broken.length === 0;
  }

  #count({ counts }: Told): void {
    for (const [name, times] of Object.entries(counts))
      this.#counts[name] = (this.#counts[name] ?? 0) + times;
  }

  #fail(told: Told): void {
    const { experiment, violations, evidence } = told;
    this.#failures.push({ again: describe(experiment), violations, evidence });
    this.#parts.say(`✗ ${this.#again(told)}`);
  }

  #again({ experiment, violations }: Told): string {
    return `npm run chaos:full -- ${describe(experiment)} --seed ${this.#parts.seed}\n    ${violations.slice(0, 4).join("\n    ")}`;
  }

  #seconds(): number {
    return Math.round((monotonicMs() - this.#parts.begunMs) / 1000);
  }
}
