// Interrupts the turn that runs; the run stays, unless its agent does not listen.
import { after } from "../ports/clock.ts";
import type { Run } from "./run.ts";
import type { RunParts } from "./run-parts.ts";

const patienceMs = 10_000;

export function cancelTurn(parts: Pick<RunParts, "log">, run: Run, reason: string): void {
  const { turn, session } = run;
  if (turn === null || turn.isCancelled || session === null) return;
  turn.isCancelled = true;
  parts.log.info({ ...run.ref, turn: turn.number, reason }, "the turn is cancelled");
  for (const answer of run.permissions.values()) answer(null);
  session.cancel().catch((error: unknown) => {
    // The agent is gone: the turn ends by itself.
    parts.log.debug({ ...run.ref, error: String(error) }, "the agent could not be told to cancel");
  });
  const stopTimer = after(patienceMs, () => {
    if (run.turn !== turn) return;
    const detail = `The agent did not end its turn within ${patienceMs / 1000} s after it was cancelled.`;
    run.finish({ kind: "recorded", reason: "agent_ended", detail });
  });
  run.signal.addEventListener("abort", stopTimer, { once: true });
}
