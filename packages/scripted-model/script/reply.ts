// What the model answers to one request.
import type { Tool } from "../conversation/conversation.ts";
import type { PlannedFault } from "../faults/fault.ts";

export type Part =
  /** `chunkMs` is the pause between two pieces of it. */
  | { kind: "say"; text: string; chunkMs: number }
  | { kind: "think"; text: string; chunkMs: number }
  | { kind: "call"; id: string; tool: Tool; input: Readonly<Record<string, unknown>> };

/** Tokens. */
export type Usage = { input: number; output: number; cachedInput: number };

export type Reply = {
  /** The same for the same conversation. */
  id: string;
  parts: readonly Part[];
  usage: Usage;
};

export type Decision = Reply & {
  /** What happens to the request first. */
  faults: readonly PlannedFault[];
  /** How long the model thinks before it says anything. */
  waitMs: number;
};
