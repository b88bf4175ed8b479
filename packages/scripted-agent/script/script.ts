// Reads the text of a script into checked steps.
import { parse } from "yaml";
import { z } from "zod";
import { type Step, verbs } from "./step.ts";

export interface Script<Known extends Named = Step> {
  steps: Known[];
}

/** What steps of every language have: a verb, and perhaps other steps to jump to. */
interface Named {
  verb: string;
  id?: string | undefined;
  onError?: string | undefined;
}

/** The verbs of a language of steps: for each the schema of its step. */
export type Verbs<Known extends Named> = Readonly<Record<string, z.ZodType<Known>>>;

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
  return parseScriptOf<Step>(source, verbs);
}

/** The same for a language with other verbs. */
export function parseScriptOf<Known extends Named>(source: string, language: Verbs<Known>): Script<Known> {
  const parsed = outline.safeParse(parse(source));
  if (!parsed.success) throw new Error("a script is {steps: [a list of steps]}", { cause: parsed.error });
  const steps = parsed.data.steps.map((raw, index) => parseStep(raw, { index, language }));
  for (const [index, step] of steps.entries()) checkTargets({ step, index, steps });
  return { steps };
}

/** The place of the step with this id. */
export function findStep(script: Script<Named>, id: string): number {
  return script.steps.findIndex((step) => step.id === id);
}

export function parseStep<Known extends Named>(
  raw: Record<string, unknown>,
  { index, language }: { index: number; language: Verbs<Known> },
): Known {
  const names = Object.keys(raw).filter((key) => Object.hasOwn(language, key));
  // `plan`, `goto` and the like are fields of no other verb, so one key of this list names the step.
  const [verb, ...others] = names;
  const schema = verb === undefined ? undefined : language[verb];
  if (schema === undefined || others.length > 0) {
    const found = names.length === 0 ? "no verb" : names.join(" and ");
    throw new Error(
      `step ${index} must have exactly one verb of ${Object.keys(language).join(" ")}: ${found}`,
    );
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new Error(`step ${index} (${verb}) is wrong: ${z.prettifyError(parsed.error)}`);
}

function checkTargets({ step, index, steps }: { step: Named; index: number; steps: Named[] }): void {
  for (const target of targetsOf(step)) {
    if (!steps.some(({ id }) => id === target)) {
      throw new Error(`step ${index} (${step.verb}) jumps to "${target}", but no step has that id`);
    }
  }
  if (step.id !== undefined && steps.findIndex(({ id }) => id === step.id) !== index) {
    throw new Error(`step ${index} has the id "${step.id}", which another step has already`);
  }
}

function targetsOf(step: Named & { goto?: unknown; jump?: unknown; else?: unknown }): string[] {
  const targets = [step.onError === "continue" ? undefined : step.onError, step.goto, step.jump, step.else];
  return targets.filter((target) => typeof target === "string");
}
