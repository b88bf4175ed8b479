// Hands a step to its verb.
import { sleep } from "../ports/clock.ts";
import type { Step } from "../script/step.ts";
import { callTool } from "../verbs/call-tool.ts";
import { editStep, writeStep } from "../verbs/change-file.ts";
import { decideJump } from "../verbs/decide-jump.ts";
import { misbehave } from "../verbs/misbehave.ts";
import { printMuch } from "../verbs/print-much.ts";
import { refuse } from "../verbs/refuse.ts";
import { requestPermission } from "../verbs/request-permission.ts";
import { runCommand } from "../verbs/run-command.ts";
import { recall, say, think } from "../verbs/stream-text.ts";
import { tellMode, tellPlan, tellUsage } from "../verbs/tell-client.ts";
import type { StepContext, StepOutcome } from "./step-context.ts";

type VerbRunners = {
  [Name in Step["verb"]]: (
    step: Extract<Step, { verb: Name }>,
    context: StepContext,
  ) => StepOutcome | Promise<StepOutcome>;
};

const runners: VerbRunners = {
  say,
  think,
  recall,
  tool: callTool,
  write: writeStep,
  edit: editStep,
  run: runCommand,
  print: printMuch,
  permission: requestPermission,
  usage: tellUsage,
  plan: tellPlan,
  setMode: tellMode,
  if: (step, { session }) => decideJump(step, session),
  goto: (step, { session }) => decideJump(step, session),
  expectPrompt: (step, { session }) => decideJump(step, session),
  endTurn: (step) => ({ kind: "stop", stopReason: step.endTurn }),
  crash: misbehave,
  exit: misbehave,
  hang: misbehave,
  garbage: misbehave,
  refuse,
  sleep: async (step, { signal }) => {
    await sleep(step.sleep, signal);
    return { kind: "done" };
  },
};

export async function runStep<Name extends Step["verb"]>(
  step: Extract<Step, { verb: Name }>,
  context: StepContext,
): Promise<StepOutcome> {
  // A step and its runner have the same verb, which TypeScript cannot follow through the lookup alone.
  const run = runners[step.verb] as (step: Step, context: StepContext) => StepOutcome | Promise<StepOutcome>;
  return run(step, context);
}
