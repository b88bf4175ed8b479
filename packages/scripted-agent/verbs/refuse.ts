// refuse: fails the turn as an agent does that its provider refuses, with the kind of the refusal as data of the error.
import { currentTimeMs } from "../ports/clock.ts";
import type { StepOf } from "../script/step.ts";
import type { StepContext, StepOutcome } from "../turn/step-context.ts";

/** The turn's answer is an error with this fault in its data. */
export class TurnRefused extends Error {
  override readonly name = "TurnRefused";
  readonly fault: { kind: string; resetAt: string | null };

  constructor(message: string, fault: { kind: string; resetAt: string | null }) {
    super(message);
    this.fault = fault;
  }
}

/** With `once`, a step that was refused before counts as done. */
export function refuse(step: StepOf<"refuse">, context: StepContext): StepOutcome {
  if (step.once && context.isRerun) return { kind: "done" };
  const { refuse: kind, message, resetAfterMs } = step;
  const resetAt = resetAfterMs === undefined ? null : new Date(currentTimeMs() + resetAfterMs).toISOString();
  context.note({ type: "effect", kind: "refuse", fault: { kind, resetAt } });
  throw new TurnRefused(message, { kind, resetAt });
}
