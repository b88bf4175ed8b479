// How a step of a script becomes calls of the tools that an agent has.
import type { Tool } from "../conversation/conversation.ts";

/** A call that the conversation holds; without an outcome its result never reached the model. */
export type MadeCall = {
  name: string;
  input: unknown;
  outcome: { text: string; isError: boolean } | null;
};

export type Move =
  | { kind: "call"; tool: Tool; input: Readonly<Record<string, unknown>> }
  | { kind: "done"; value: unknown }
  | { kind: "failed"; message: string };

export type Hand = {
  /** Whether a call in the conversation can be one of this step. */
  owns(call: { name: string }): boolean;
  /** What to do after the calls that were made for this step. */
  next(made: readonly MadeCall[]): Move;
};

/** A call of the announced tool with this name, else a failure that tells which there are. */
export function callOf(
  name: string,
  { tools, input }: { tools: readonly Tool[]; input: Readonly<Record<string, unknown>> },
): Move {
  const tool = findTool(tools, name);
  if (tool !== undefined) return { kind: "call", tool, input };
  const known = tools.map((one) => one.name).join(", ");
  return { kind: "failed", message: `I have no tool ${name}, only ${known}` };
}

const findTool = (tools: readonly Tool[], name: string): Tool | undefined =>
  tools.find((tool) => tool.name === name) ?? tools.find((tool) => isNamed(tool.name, name));

/** Agents put the server's name before the name of a tool, and some clients put it behind: `mcp__makima__ask_question`, `ask_question (makima)`. */
export const isNamed = (told: string, name: string): boolean =>
  told === name || told.endsWith(`_${name}`) || told.startsWith(`${name} (`);
