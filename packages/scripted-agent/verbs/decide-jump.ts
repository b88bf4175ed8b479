// if, goto and expectPrompt: decisions on variables, also made again when a lost place is found by history.
import { evaluateCondition } from "../script/evaluate-condition.ts";
import { readVariable } from "../script/interpolate-values.ts";
import type { StepOf } from "../script/step.ts";
import type { Session } from "../session/session.ts";
import type { StepOutcome } from "../turn/step-context.ts";

/** @throws Error when the prompt is not what the script expects. */
export function decideJump(
  step: StepOf<"if" | "goto" | "expectPrompt">,
  session: Pick<Session, "variables" | "passes" | "position">,
): StepOutcome {
  const { variables, passes, position } = session;
  if (step.verb === "goto") {
    return { kind: "jump", to: (passes[position] ?? 0) < step.limit ? step.goto : undefined };
  }
  if (step.verb === "if") {
    const holds = evaluateCondition(step.if.condition, readVariable(step.if.variable, variables));
    return { kind: "jump", to: holds ? step.jump : step.else };
  }
  if (evaluateCondition(step.expectPrompt, variables["prompt"])) return { kind: "done" };
  throw new Error(`the prompt is not as expected (${JSON.stringify(step.expectPrompt)})`);
}
