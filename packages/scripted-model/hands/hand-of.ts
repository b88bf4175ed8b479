// Which hand does a step: a tool by its name, or the agent's own tools for files and commands.
import { listTaskIds } from "@makima/scripted-agent/list-task-ids";
import { z } from "zod";
import type { Tool } from "../conversation/conversation.ts";
import { readResult } from "../conversation/read-result.ts";
import type { CallStep } from "../script/model-step.ts";
import { dialectOf, isOwnCall, isReading } from "./dialects.ts";
import { callOf, type Hand, isNamed, type MadeCall, type Move } from "./hand.ts";
import { readCommand, withoutLineNumbers } from "./read-output.ts";

/** The step's own strings are filled in already. */
export function handOf(step: CallStep, tools: readonly Tool[]): Hand {
  if (step.verb === "tool") return toolHand(step, tools);
  const owns: Hand["owns"] = ({ name }) => isOwnCall(name, tools);
  if (step.verb === "run") return { owns, next: (made) => nextOfRun(made, { step, tools }) };
  if (step.verb === "write") return { owns, next: (made) => nextOfWrite(made, { step, tools }) };
  return { owns, next: (made) => nextOfEdit(made, { step, tools }) };
}

type Doing<Verb extends CallStep["verb"]> = {
  step: Extract<CallStep, { verb: Verb }>;
  tools: readonly Tool[];
};

function toolHand(step: Doing<"tool">["step"], tools: readonly Tool[]): Hand {
  return {
    owns: ({ name }) => isNamed(name, step.tool),
    next: (made) => {
      const outcome = made.at(-1)?.outcome;
      if (outcome === undefined || outcome === null)
        return callOf(step.tool, { tools, input: listTaskIds(step.args) });
      const value = readResult(outcome.text);
      if (outcome.isError || isRefused(value))
        return { kind: "failed", message: `${step.tool} failed: ${outcome.text}` };
      return { kind: "done", value };
    },
  };
}

const refused = z.looseObject({ code: z.string(), message: z.string() });
const refusal = z.union([refused, z.looseObject({ error: refused })]);

/** Not every wire tells a failure from a result; a refusal of our tools has a code. */
const isRefused = (value: unknown): boolean => refusal.safeParse(value).success;

function nextOfRun(made: readonly MadeCall[], { step, tools }: Doing<"run">): Move {
  const dialect = dialectOf(tools);
  const outcome = made.at(-1)?.outcome;
  if (outcome === undefined || outcome === null)
    return say(dialect.run(step.run, step.expect !== undefined), tools);
  const poll = dialect.poll?.(outcome.text);
  if (poll !== null && poll !== undefined) return say(poll, tools);
  const value = readCommand(outcome);
  if (step.expect === undefined || value.exitCode === step.expect) return { kind: "done", value };
  const message = `${step.run} ended with ${value.exitCode}, not ${step.expect}: ${value.output}`;
  return { kind: "failed", message };
}

/** Some agents want to have read a file before they write over it: then it is read, and written again. */
function nextOfWrite(made: readonly MadeCall[], { step, tools }: Doing<"write">): Move {
  const { write: file, content } = step;
  const tries = made.filter((call) => !isReading(call));
  const last = tries.at(-1)?.outcome;
  const isRead = made.at(-1) !== tries.at(-1);
  if (last !== undefined && last !== null) {
    if (!last.isError) return { kind: "done", value: { file, bytes: Buffer.byteLength(content) } };
    if (!isRead && tries.length === 1) return say(dialectOf(tools).read(file), tools);
    if (!isRead) return { kind: "failed", message: `${file} could not be written: ${last.text}` };
  }
  return say(dialectOf(tools).write(file, content), tools);
}

/** Reads first: most agents want it, and what stands there already need not be done again. */
function nextOfEdit(made: readonly MadeCall[], { step, tools }: Doing<"edit">): Move {
  const { edit: file, find, replace } = step;
  const last = made.at(-1);
  if (last?.outcome === undefined || last.outcome === null) return say(dialectOf(tools).read(file), tools);
  const { text, isError } = last.outcome;
  if (isError) return { kind: "failed", message: `${file} could not be changed: ${text}` };
  if (!isReading(last)) return { kind: "done", value: { file, alreadyDone: false } };
  const seen = withoutLineNumbers(readCommand(last.outcome).output);
  const isThere = seen.includes(find.trimEnd());
  if (seen.includes(replace.trimEnd()) && (!isThere || replace.includes(find.trimEnd())))
    return { kind: "done", value: { file, alreadyDone: true } };
  if (!isThere) return { kind: "failed", message: `${file} does not hold what is to be replaced` };
  return say(dialectOf(tools).edit({ file, find, replace, seen }), tools);
}

const say = (
  { name, input }: { name: string; input: Readonly<Record<string, unknown>> },
  tools: readonly Tool[],
) => callOf(name, { tools, input });
