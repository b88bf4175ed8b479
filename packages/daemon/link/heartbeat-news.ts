// Which runs a heartbeat names: those with something new, and now and then all, so that the server can say which of them are over.
import type { Heartbeat } from "./outlook.ts";

/** So many heartbeats after a whole one the next is whole. */
const WHOLE_EVERY = 6;

/** Of one connection, which loses nothing while it lives. */
export class HeartbeatNews {
  #told = new Map<string, string>();
  #sinceWhole = WHOLE_EVERY;

  /** `isDoubtful`: the lease was not confirmed in time, and runs may be over that this daemon believes to have. */
  next(
    runs: readonly Heartbeat[],
    { isDoubtful }: { isDoubtful: boolean },
  ): { isWhole: boolean; runs: Heartbeat[] } {
    const isWhole = isDoubtful || this.#sinceWhole >= WHOLE_EVERY;
    this.#sinceWhole = isWhole ? 1 : this.#sinceWhole + 1;
    const known = this.#told;
    this.#told = new Map(runs.map((run) => [run.taskId, placeOf(run)]));
    return { isWhole, runs: runs.filter((run) => isWhole || known.get(run.taskId) !== placeOf(run)) };
  }
}

const placeOf = ({ epoch, version }: Heartbeat): string => `${epoch}:${version}`;
