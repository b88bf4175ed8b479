// What a turn used, from figures that agents give as sums over the whole session.
import { z } from "zod";
import type { UsageUpdate } from "./read-update.ts";

const figures = z.record(z.string(), z.unknown());

export class UsageMeter {
  readonly #before = new Map<string, number>();
  readonly #turn = new Map<string, number>();

  /** Of a session that is loaded: what was used before is not this run's. */
  takeAsBaseline({ cost }: UsageUpdate): void {
    if (cost != null) this.#before.set(costName(cost.currency), cost.amount);
  }

  update({ used, size, cost }: UsageUpdate): void {
    this.#turn.set("contextUsed", used);
    this.#turn.set("contextSize", size);
    if (cost != null) this.#add(costName(cost.currency), cost.amount);
  }

  /** The sums of a prompt's answer, such as `inputTokens`; whatever is no number is left out. */
  addSums(answer: unknown): void {
    const parsed = figures.safeParse(answer);
    if (!parsed.success) return;
    for (const [name, sum] of Object.entries(parsed.data)) {
      if (typeof sum === "number" && Number.isFinite(sum)) this.#add(name, sum);
    }
  }

  /** What the turn used, and begins the next one. */
  endTurn(): Record<string, number> | null {
    const used = Object.fromEntries(this.#turn);
    this.#turn.clear();
    return Object.keys(used).length === 0 ? null : used;
  }

  #add(name: string, sum: number): void {
    const before = this.#before.get(name) ?? 0;
    // A sum that fell was begun anew by the agent.
    const grown = sum >= before ? sum - before : sum;
    this.#before.set(name, sum);
    this.#turn.set(name, (this.#turn.get(name) ?? 0) + grown);
  }
}

function costName(currency: string): string {
  return `cost${currency.slice(0, 1).toUpperCase()}${currency.slice(1).toLowerCase()}`;
}
