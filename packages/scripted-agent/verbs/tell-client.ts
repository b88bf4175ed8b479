// usage, plan and setMode: updates that tell the client something and do nothing.
import type { StepOf } from "../script/step.ts";
import type { StepContext, StepOutcome } from "../turn/step-context.ts";

export async function tellUsage({ usage }: StepOf<"usage">, context: StepContext): Promise<StepOutcome> {
  const { used, size, cost } = usage;
  context.note({ type: "effect", kind: "usage", usage });
  await context.send({
    sessionUpdate: "usage_update",
    used,
    size,
    ...(cost === undefined ? {} : { cost }),
  });
  return { kind: "done" };
}

export async function tellPlan({ plan }: StepOf<"plan">, context: StepContext): Promise<StepOutcome> {
  context.note({ type: "effect", kind: "plan", entries: plan });
  await context.send({ sessionUpdate: "plan", entries: plan });
  return { kind: "done" };
}

export async function tellMode({ setMode }: StepOf<"setMode">, context: StepContext): Promise<StepOutcome> {
  context.note({ type: "effect", kind: "mode", mode: setMode });
  context.session.mode = setMode;
  await context.send({ sessionUpdate: "current_mode_update", currentModeId: setMode });
  return { kind: "done" };
}
