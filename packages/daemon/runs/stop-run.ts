// Ends a run with consent: its turn may end by itself for a while, then its agent is stopped.
import { after } from "../ports/clock.ts";
import type { Run } from "./run.ts";

export function stopRun(run: Run, { reason, graceMs }: { reason: string; graceMs: number }): void {
  const stop = (): void => run.finish({ kind: "recorded", reason: "stopped", detail: reason });
  const { turn } = run;
  if (turn === null) return stop();
  const stopTimer = after(graceMs, stop);
  run.signal.addEventListener("abort", stopTimer, { once: true });
  run.afterTurn = stop;
}
