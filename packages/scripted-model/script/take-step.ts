// One step of the script: done already, by what the conversation proves; or a part of the next answer; or where the answer stops.
import { decideJump } from "@makima/scripted-agent/decide-jump";
import { interpolateText } from "@makima/scripted-agent/interpolate-values";
import { findStep } from "@makima/scripted-agent/script";
import type { Fault } from "../faults/fault.ts";
import { composeRecall, RECALL } from "./compose-recall.ts";
import type { CallStep, ModelStep } from "./model-step.ts";
import { type CallOutcome, passCall } from "./pass-call.ts";
import { passTurnEnd } from "./pass-turn-end.ts";
import type { Part, Usage } from "./reply.ts";
import { completeStep, proveUpTo, type Walk } from "./walk.ts";

type Stop = { kind: "calls"; parts: Part[] } | { kind: "end"; text: string };

/** Null when the walk goes on. */
export function takeStep(step: ModelStep, walk: Walk): Stop | null {
  switch (step.verb) {
    case "tool":
    case "write":
    case "edit":
    case "run":
      return takeCalls([step], { step, walk });
    case "together":
      return takeCalls(step.together, { step, walk });
    case "endTurn": {
      const next = passTurnEnd(walk);
      if (next === null) return { kind: "end", text: "I end my turn here." };
      proveUpTo(walk, next);
      completeStep(walk, step);
      return null;
    }
    case "if":
    case "goto":
    case "expectPrompt": {
      const outcome = decideJump(step, walk);
      const to = outcome.kind === "jump" ? outcome.to : undefined;
      completeStep(walk, { next: to === undefined ? undefined : findStep(walk.script, to) });
      return null;
    }
    default:
      gather(step, walk);
      return null;
  }
}

type Gathering = Exclude<
  ModelStep,
  { verb: CallStep["verb"] | "together" | "endTurn" | "if" | "goto" | "expectPrompt" }
>;

/** Steps that add to the next answer. */
function gather(step: Gathering, walk: Walk): void {
  const { pending } = walk;
  const plan = (fault: Fault, times: number): unknown =>
    pending.faults.push({
      key: `${walk.begun}-${walk.position}-${walk.passes[walk.position] ?? 0}`,
      times,
      fault,
    });
  const say = (text: string, chunkMs = 0): unknown => pending.parts.push({ kind: "say", text, chunkMs });
  if (step.verb === "say") {
    const text = interpolateText(step.say, walk.variables);
    say(text, step.chunkMs);
    pending.evidence.push(text);
  }
  if (step.verb === "recall") {
    say(composeRecall(walk.items, step.recall));
    pending.evidence.push(RECALL);
  }
  if (step.verb === "think") {
    const text = interpolateText(step.think, walk.variables);
    pending.parts.push({ kind: "think", text, chunkMs: step.chunkMs });
  }
  if (step.verb === "sleep") pending.waitMs += step.sleep;
  if (step.verb === "usage" && "input" in step.usage) pending.usage = step.usage as Usage;
  if (step.verb === "fault") plan(step.fault, step.times);
  // It is over when somebody has said something since.
  if (step.verb === "hang" && !walk.items.slice(walk.cursor).some(({ kind }) => kind === "user"))
    plan({ kind: "hang" }, step.once ? 1 : Number.POSITIVE_INFINITY);
  completeStep(walk, { as: step.as, value: step.verb === "say" ? step.say : undefined });
}

type Calling = { step: Extract<ModelStep, { verb: CallStep["verb"] | "together" }>; walk: Walk };

function takeCalls(steps: readonly CallStep[], { step, walk }: Calling): Stop | null {
  const passing = { taken: new Set<number>(), isFailureFinal: step.onError !== undefined };
  const outcomes = steps.map((one) => ({ one, outcome: passCall(one, walk, passing) }));
  const furthest = Math.max(...outcomes.map(({ outcome }) => outcome.cursor));
  if (furthest > walk.cursor) proveUpTo(walk, furthest);
  const calls = outcomes.flatMap(({ outcome }) => (outcome.kind === "call" ? [outcome.move] : []));
  if (calls.length > 0) {
    const parts = calls.map(({ tool, input }): Part => ({ kind: "call", id: walk.nameCall(), tool, input }));
    return { kind: "calls", parts };
  }
  if (outcomes.some(({ outcome }) => outcome.kind === "waiting"))
    return { kind: "end", text: "I end my turn and wait for the result." };
  const failed = outcomes.map(({ outcome }) => outcome).find((one) => one.kind === "failed");
  if (failed !== undefined) return fail(failed, { step, walk });
  for (const { one, outcome } of outcomes)
    if (one.as !== undefined && outcome.kind === "done") walk.variables[one.as] = outcome.value;
  completeStep(walk, {});
  return null;
}

/** The script may provide for it; else the model says so and ends its turn, and the next prompt has it try again. */
function fail({ message }: Extract<CallOutcome, { kind: "failed" }>, { step, walk }: Calling): Stop | null {
  const { onError } = step;
  if (onError === undefined) return { kind: "end", text: `I could not go on: ${message}` };
  walk.variables["error"] = { message };
  completeStep(walk, { next: onError === "continue" ? undefined : findStep(walk.script, onError) });
  return null;
}
