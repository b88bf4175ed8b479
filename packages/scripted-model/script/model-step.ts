// The verbs that a model can do: those of the scripted agent that reach it, and some that only a model has.
import { parseStep, type Verbs } from "@makima/scripted-agent/script";
import { step, verbs } from "@makima/scripted-agent/step";
import { z } from "zod";
import { faultOrName } from "../faults/fault.ts";

const count = z.int().min(0);
const times = z.union([z.int().min(1), z.literal("always").transform(() => Number.POSITIVE_INFINITY)]);
const tokens = z.strictObject({ input: count, output: count, cachedInput: count.default(0) });

const { tool, ask, spawn, wait, merge, write, edit, run } = verbs;
const calls = { tool, ask, spawn, wait, merge, write, edit, run };
export type CallStep = z.infer<(typeof calls)[keyof typeof calls]>;

const { say, think, sleep, plan, expectPrompt, if: decide, goto, endTurn, hang } = verbs;

const modelVerbs = {
  ...calls,
  say,
  think,
  sleep,
  plan,
  expectPrompt,
  if: decide,
  goto,
  endTurn,
  hang,
  /** Several calls in one answer. */
  together: step("together", {
    together: z
      .array(z.record(z.string(), z.unknown()))
      .min(1)
      .transform((raws) => raws.map((raw, index) => parseStep<CallStep>(raw, { index, language: calls }))),
  }),
  recall: step("recall", {
    /** `matching` is a regular expression; its matches are the answer. */
    recall: z.union([z.literal(true), z.strictObject({ matching: z.string() })]),
  }),
  fault: step("fault", { fault: faultOrName, times: times.default(1) }),
  /** What this answer is said to have cost, in tokens. */
  usage: step("usage", { usage: z.union([tokens, z.looseObject({ used: count })]) }),
};

export type ModelStep = z.infer<(typeof modelVerbs)[keyof typeof modelVerbs]>;
export const language: Verbs<ModelStep> = modelVerbs;
