// Reads the text of a script into checked steps.
import { parse } from "yaml";
import { z } from "zod";
import { type Step, type Verb, verbs } from "./step.ts";

export interface Script {
  steps: Step[];
}

const outline = z.union([
  z.strictObject({ steps: z.array(z.record(z.string(), z.unknown())) }),
  z.strictObject({ turns: z.array(z.record(z.string(), z.unknown())) }).transform(({ turns }) => ({
    steps: turns,
  })),
]);

/**
 * YAML or JSON (which is YAML too): `{steps: […]}`.
 * @throws Error that names the step and the field that is wrong.
 */
export function parseScript(source: string): Script {
  const parsed = outline.safeParse(parse(source));
  if (!parsed.success) throw new Error("a script is {steps: [a list of steps]}", { cause: parsed.error });
  const steps = parsed.data.steps.map(parseStep);
  for (const [index, step] of steps.entries()) checkTargets({ step, index, steps });
  return { steps };
}

/** The place of the step with this id. */
export function findStep(script: Script, id: string): number {
  return script.steps.findIndex((step) => step.id === id);
}

function parseStep(raw: Record<string, unknown>, index: number): Step {
  const names = Object.keys(raw).filter((key): key is Verb => Object.hasOwn(verbs, key));
  // `plan`, `goto` and the like are fields of no other verb, so one key of this list names the step.
  const [verb, ...others] = names;
  if (verb === undefined || others.length > 0) {
    const found = names.length === 0 ? "no verb" : names.join(" and ");
    throw new Error(`step ${index} must have exactly one verb of ${Object.keys(verbs).join(" ")}: ${found}`);
  }
  const parsed = verbs[verb].safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new Error(`step ${index} (${verb}) is wrong: ${z.prettifyError(parsed.error)}`);
}

function checkTargets({ step, index, steps }: { step: Step; index: number; steps: Step[] }): void {
  for (const target of targetsOf(step)) {
    if (!steps.some(({ id }) => id === target)) {
      throw new Error(`step ${index} (${step.verb}) jumps to "${target}", but no step has that id`);
    }
  }
  if (step.id !== undefined && steps.findIndex(({ id }) => id === step.id) !== index) {
    throw new Error(`step ${index} has the id "${step.id}", which another step has already`);
  }
}

function targetsOf(step: Step): string[] {
  const targets = [step.onError === "continue" ? undefined : step.onError];
  if (step.verb === "goto") targets.push(step.goto);
  if (step.verb === "if") targets.push(step.jump, step.else);
  return targets.filter((target) => target !== undefined);
}
