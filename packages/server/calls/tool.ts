// What a tool is given and what it gives back. A tool checks first and writes after: a Refusal that it throws becomes the call's result,
// and what it wrote before would stay.
import type { ToolInput, ToolName } from "@makima/protocol/tools";
import type { ContractRow } from "../contracts/contracts.ts";
import type { Tx } from "../db/database.ts";
import type { Actor } from "../journal/journal.ts";
import type { TaskRow } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import type { CallRow } from "./reader.ts";

export type ToolContext = {
  world: World;
  tx: Tx;
  contract: ContractRow;
  /** whose agent calls */
  task: TaskRow;
  call: CallRow;
  actor: Actor;
};

/** `open`: the result comes later, from an answer, from tasks or from a daemon's hands. */
export type Outcome = { kind: "result"; result: unknown } | { kind: "open" };

export type Tool<Name extends ToolName> = (context: ToolContext, input: ToolInput<Name>) => Promise<Outcome>;

export const result = (value: unknown): Outcome => ({ kind: "result", result: value });
export const OPEN: Outcome = { kind: "open" };
