// The breaker of one agent on one daemon. When the starts of several tasks fail one after the other, the fault is the agent's program and
// not the tasks': no task is tried there until one, the probe, is seen to work. So a broken program costs no task its tries.
import { doublingPauseMs } from "./crash-loop.ts";

export type Breaker =
  /** `failed`: the tasks whose starts failed since the last one that went well */
  | { status: "closed"; failed: readonly string[] }
  | { status: "open"; openings: number; pauseMs: number }
  | { status: "probing"; openings: number; probe: string };

export type BreakerSettings = {
  /** so many tasks' starts in a row open it; at least 1 */
  tasksToOpen: number;
  /** failures that lie further apart have nothing to do with each other */
  windowMs: number;
  firstPauseMs: number;
  longestPauseMs: number;
};

/** `sinceLastMs`: since the failure before this one, null when there was none. */
export type StartFailure = { taskId: string; sinceLastMs: number | null };

/** How the breaker stands after a start that failed: in its handshake, or without one completed message. */
export function failStart(breaker: Breaker, failure: StartFailure, settings: BreakerSettings): Breaker {
  switch (breaker.status) {
    case "closed":
      return countFailure(breaker.failed, failure, settings);
    case "open":
      // It was under way already when the others failed.
      return breaker;
    case "probing":
      return breaker.probe === failure.taskId ? open(breaker.openings + 1, settings) : breaker;
  }
}

function countFailure(
  before: readonly string[],
  { taskId, sinceLastMs }: StartFailure,
  settings: BreakerSettings,
): Breaker {
  const isRelated = sinceLastMs !== null && sinceLastMs <= settings.windowMs;
  const failed = isRelated ? [...before.filter((id) => id !== taskId), taskId] : [taskId];
  return failed.length >= settings.tasksToOpen ? open(1, settings) : { status: "closed", failed };
}

const open = (openings: number, settings: BreakerSettings): Breaker => ({
  status: "open",
  openings,
  pauseMs: doublingPauseMs(openings, settings),
});

/** The sentence that people read where tasks are held. */
export const tellBreaker = (of: { agent: string; daemon: string; detail: string }): string =>
  `${of.agent} on ${of.daemon} fails to start, so it is tried with one task at a time: ${of.detail}`;
