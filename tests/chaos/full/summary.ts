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
  #unreached = 0;

  constructor(parts: SummaryParts) {
    this.#parts = parts;
  }

  add({ experiment, violations, fired, counts, evidence }: Told): void {
    const again = describe(experiment);
    this.tried.add(again);
    if (fired === 0) this.#unreached += 1;
    for (const [name, times] of Object.entries(counts))
      this.#counts[name] = (this.#counts[name] ?? 0) + times;
    if (violations.length > 0) {
      this.#failures.push({ again, violations, evidence });
      this.#parts.say(
        `✗ npm run chaos:full -- ${again} --seed ${this.#parts.seed}\n    ${violations.slice(0, 4).join("\n    ")}`,
      );
    }
    if (this.tried.size % PROGRESS_EVERY === 0)
      this.#parts.say(`${this.tried.size} done, ${this.#failures.length} failed, ${this.#seconds()} s`);
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
      violations: this.#failures.length,
      seconds: this.#seconds(),
      sometimes: this.#counts,
      never,
      broken: this.#broken,
      failures: this.#failures,
    };
    await writeFile(join(this.#parts.folder, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
    const { experiments, notReached, violations, seconds } = summary;
    this.#parts.say(
      `${experiments} experiments (${notReached} whose boundary did not come), ${violations} with violations, ${seconds} s, seed ${this.#parts.seed}`,
    );
    for (const fault of [...never.map((name) => `never happened: ${name}`), ...this.#broken])
      this.#parts.say(`✗ ${fault}`);
    return violations === 0 && never.length === 0 && this.#broken.length === 0;
  }

  #seconds(): number {
    return Math.round((monotonicMs() - this.#parts.begunMs) / 1000);
  }
}
