// A walk through a script along a conversation: how far it has been done, and what the next answer has gathered so far.
import type { Variables } from "@makima/scripted-agent/interpolate-values";
import type { Script } from "@makima/scripted-agent/script";
import type { Tool } from "../conversation/conversation.ts";
import type { ToldItem } from "../conversation/unfold-told.ts";
import type { PlannedFault } from "../faults/fault.ts";
import type { ModelStep } from "./model-step.ts";
import type { Part, Usage } from "./reply.ts";

export type Walk = {
  script: Script<ModelStep>;
  items: readonly ToldItem[];
  tools: readonly Tool[];
  /** The items before this place are proof of steps that are done. */
  cursor: number;
  position: number;
  /** How often each step has been done. */
  passes: Record<number, number>;
  variables: Variables;
  pending: Gathered;
  /** Makes the ids of calls: the same for the same conversation. */
  nameCall: () => string;
  /** Names the conversation as it stood when the script began. */
  begun: string;
};

/** What the steps since the last one that is proven add to the next answer. */
export type Gathered = {
  parts: Part[];
  /** Words that an answer has to hold to be the one of these steps. */
  evidence: string[];
  faults: PlannedFault[];
  waitMs: number;
  usage: Usage | null;
};

export const nothingGathered = (): Gathered => ({
  parts: [],
  evidence: [],
  faults: [],
  waitMs: 0,
  usage: null,
});

export function completeStep(
  walk: Walk,
  { as, value, next }: { as?: string | undefined; value?: unknown; next?: number | undefined },
): void {
  if (as !== undefined && value !== undefined) walk.variables[as] = value;
  walk.passes[walk.position] = (walk.passes[walk.position] ?? 0) + 1;
  walk.position = next ?? walk.position + 1;
}

/** The conversation has gone on behind what was gathered: it was said. */
export function proveUpTo(walk: Walk, cursor: number): void {
  const prompt = walk.items.slice(0, cursor).findLast((item) => item.kind === "user");
  if (prompt?.kind === "user") walk.variables["prompt"] = prompt.text;
  walk.cursor = cursor;
  walk.pending = nothingGathered();
}
