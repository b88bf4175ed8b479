// crash, exit, hang and garbage: what bad agents do.
import { once } from "node:events";
import type { StepOf } from "../script/step.ts";
import type { StepContext, StepOutcome } from "../turn/step-context.ts";

type BadStep = StepOf<"crash" | "exit" | "hang" | "garbage">;

/** With `once`, a step that had begun before a crash counts as done. */
export async function misbehave(step: BadStep, context: StepContext): Promise<StepOutcome> {
  if (step.once && context.isRerun) return { kind: "done" };
  context.note({ type: "effect", kind: step.verb });
  if (step.verb === "crash") return crash(step.crash);
  if (step.verb === "exit") return leave(step.exit);
  if (step.verb === "hang") return hang(context.signal);
  process.stdout.write(`${step.garbage}\n`);
  return { kind: "done" };
}

/** At once, whatever is still unwritten. */
async function crash(how: StepOf<"crash">["crash"]): Promise<StepOutcome> {
  if (typeof how === "number") process.exit(how);
  process.kill(process.pid, how);
  return new Promise(() => {}); // The signal ends the process before this matters.
}

/** In order: what was said before is written first. */
async function leave(exitCode: number): Promise<StepOutcome> {
  const written = Promise.withResolvers<void>();
  process.stdout.write("", () => written.resolve());
  await written.promise;
  process.exit(exitCode);
}

/** Until it is cancelled; then it counts as done, so that the next prompt goes on behind it. */
async function hang(signal: AbortSignal): Promise<StepOutcome> {
  if (!signal.aborted) await once(signal, "abort");
  return { kind: "stop", stopReason: "cancelled" };
}
