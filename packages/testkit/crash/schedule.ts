// Counts the boundaries of a run by their names, and knows at which of them something happens.

import type { Statement } from "../ports/wire-proxy.ts";
import { DAEMON_POINT, type Fault, type LaterFault, labelOf, type Side } from "./fault.ts";

export type Due = { side: Side; kind: Fault["kind"] };

export class Schedule {
  /** the boundaries that were reached, by name and count, in their order */
  readonly seen: string[] = [];
  /** how many were reached after the first fault, until the second */
  recovery = 0;
  readonly fired: Due[] = [];
  readonly #counts = new Map<string, number>();
  readonly #fault: Fault | null;
  readonly #later: LaterFault | null;
  #isSilent = false;

  constructor({ fault = null, later = null }: { fault?: Fault | null; later?: LaterFault | null }) {
    this.#fault = fault;
    this.#later = later;
  }

  /** At a statement: what happens to it, or null. */
  atStatement(statement: Statement): Due | null {
    const label = labelOf(statement);
    return isPlanning(label) ? null : this.#reach(label);
  }

  /** At an instant of the daemon's own. */
  atPoint(point: string): Due | null {
    return this.#reach(`${DAEMON_POINT}${point}`);
  }

  /** From here on nothing is counted: what comes is the look at the end. */
  silence(): void {
    this.#isSilent = true;
  }

  #reach(label: string): Due | null {
    if (this.#isSilent) return null;
    const count = (this.#counts.get(label) ?? 0) + 1;
    this.#counts.set(label, count);
    const point = `${label}#${count}`;
    this.seen.push(point);
    if (this.fired.length === 0) return point === this.#fault?.point ? this.#fire(this.#fault) : null;
    this.recovery += 1;
    const isDue = this.fired.length === 1 && this.recovery === this.#later?.after;
    return isDue && this.#later !== null ? this.#fire(this.#later) : null;
  }

  #fire({ side, kind }: Due): Due {
    this.fired.push({ side, kind });
    return { side, kind };
  }
}

/** A new connection plans reads in a transaction that finds nothing and is rolled back: nobody waits for it, and nothing is written. */
const isPlanning = (label: string): boolean => label.split("/", 1)[0] === PLAN_AHEAD;

const PLAN_AHEAD = "plan-ahead";
