// One turn: the script's steps from the present place until one ends the turn.
import type { StopReason } from "@agentclientprotocol/sdk";
import { randomSuffix } from "../ports/random.ts";
import { findStep, type Script } from "../script/script.ts";
import type { Step } from "../script/step.ts";
import { completeStep, scriptOf, stepKey } from "../session/session.ts";
import { runStep } from "./run-step.ts";
import type { StepContext, StepOutcome, TurnContext } from "./step-context.ts";
import { takePrompt } from "./take-prompt.ts";

/** A script may loop; a turn that makes more steps than this is a mistake in the script. */
const mostSteps = 10_000;

/** A step that failed without `onError`; it stays the next one. */
class StepFailed extends Error {
  override readonly name = "StepFailed";
}

/** @throws StepFailed, and Error when the prompt brings a script that cannot be read. */
export async function runTurn(prompt: string, turn: TurnContext): Promise<StopReason> {
  const taken = takePrompt(prompt, turn);
  turn.save();
  if (taken === "wait_on") return "end_turn";
  const script = scriptOf(turn.session);
  for (let count = 0; count < mostSteps; count++) {
    const step = script.steps[turn.session.position];
    if (step === undefined) return sayEnd(count, turn);
    const stopReason = await makeStep({ script, step, turn });
    if (stopReason !== null) return stopReason;
  }
  throw new StepFailed(`the script made ${mostSteps} steps in one turn: does it loop?`);
}

async function makeStep(made: { script: Script; step: Step; turn: TurnContext }): Promise<StopReason | null> {
  const { step, turn } = made;
  const { session, signal } = turn;
  if (signal.aborted) return "cancelled";
  const context = beginStep(made);
  try {
    return await applyOutcome({ ...made, outcome: await runStep(step, context) });
  } catch (error) {
    if (signal.aborted) return "cancelled";
    const message = error instanceof Error ? error.message : String(error);
    context.note({ type: "effect", kind: "step_failed", message });
    if (step.onError === undefined) {
      throw new StepFailed(`step ${session.position} (${step.verb}) failed: ${message}`, { cause: error });
    }
    session.variables["error"] = { step: session.position, message };
    const next = step.onError === "continue" ? undefined : findStep(made.script, step.onError);
    completeStep(session, { step, next });
    turn.save();
    return null;
  }
}

function beginStep({ step, turn }: { step: Step; turn: TurnContext }): StepContext {
  const { session } = turn;
  const key = stepKey(session);
  const isRerun = session.started === key;
  session.started = key;
  turn.save();
  return {
    ...turn,
    toolCallId: `step-${key}-${randomSuffix()}`,
    isRerun,
    note: (observation) => turn.note({ step: key, stepId: step.id, verb: step.verb, ...observation }),
  };
}

async function applyOutcome({
  script,
  step,
  turn,
  outcome,
}: {
  script: Script;
  step: Step;
  turn: TurnContext;
  outcome: StepOutcome;
}): Promise<StopReason | null> {
  const { session } = turn;
  switch (outcome.kind) {
    case "pending":
      session.pending = outcome.pending;
      turn.save();
      await outcome.announce();
      return "end_turn";
    case "jump":
      completeStep(session, {
        step,
        next: outcome.to === undefined ? undefined : findStep(script, outcome.to),
      });
      turn.save();
      return null;
    case "stop":
      completeStep(session, { step });
      turn.save();
      return outcome.stopReason;
    case "done":
      completeStep(session, { step, value: outcome.value });
      turn.save();
      await outcome.announce?.();
      return null;
  }
}

/** A turn that has nothing to do says so: a client may take a silent turn for a broken agent. */
async function sayEnd(stepsMade: number, turn: TurnContext): Promise<StopReason> {
  if (stepsMade > 0) return "end_turn";
  const text =
    turn.session.source === null ? "No prompt has brought a script." : "The script has no more steps.";
  turn.note({ type: "effect", kind: "say", text });
  turn.session.history.push({ kind: "message", role: "assistant", text });
  turn.save();
  await turn.send({ sessionUpdate: "agent_message_chunk", content: { type: "text", text } });
  return "end_turn";
}
