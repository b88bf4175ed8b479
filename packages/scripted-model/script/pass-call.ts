// Matches a step that calls tools with the calls and results that the conversation holds.
import { isDeepStrictEqual } from "node:util";
import { interpolateValues } from "@makima/scripted-agent/interpolate-values";
import { type Pending, readPending, settlePending } from "@makima/scripted-agent/settle-pending";
import type { ToldItem } from "../conversation/unfold-told.ts";
import type { Hand, MadeCall, Move } from "../hands/hand.ts";
import { handOf } from "../hands/hand-of.ts";
import type { CallStep } from "./model-step.ts";
import type { Walk } from "./walk.ts";

export type CallOutcome =
  | { kind: "done"; value: unknown; cursor: number }
  /** The next call has to be made. */
  | { kind: "call"; move: Extract<Move, { kind: "call" }>; cursor: number }
  /** Its result comes with a later prompt. */
  | { kind: "waiting"; cursor: number }
  /** For good, or until somebody says something. */
  | { kind: "failed"; message: string; cursor: number };

type Passing = {
  /** The places of calls that belong to other steps of the same answer. */
  taken: Set<number>;
  /** The script says what comes after a failure; else the next prompt has the step tried again. */
  isFailureFinal: boolean;
};

export function passCall(step: CallStep, walk: Walk, { taken, isFailureFinal }: Passing): CallOutcome {
  const filled = interpolateValues(step, walk.variables) as CallStep;
  const hand = handOf(filled, walk.tools);
  const made: MadeCall[] = [];
  let cursor = walk.cursor;
  for (;;) {
    const move = hand.next(made);
    if (move.kind === "done") {
      const last = made.at(-1);
      const settled = settle(filled, { value: move.value, last, hand, items: walk.items, from: cursor });
      if (settled.kind !== "call_again") return settled;
      made.length = 0;
      cursor = settled.cursor;
      continue;
    }
    if (move.kind === "failed") {
      // It may have been made again since: by the model, or because a prompt tells what became of it.
      const next = walk.items.findIndex(
        (item, place) =>
          place >= cursor && (item.kind === "user" || (item.kind === "call" && hand.owns(item))),
      );
      const after = walk.items[next];
      const isMade = after?.kind === "call";
      // Behind a failure that the script provides for, another step may call the same tool.
      const isFinal = isFailureFinal && !(isMade && after.isTold === true);
      if (next === -1 || made.length === 0 || isFinal)
        return { kind: "failed", message: move.message, cursor };
      made.length = 0;
      cursor = isMade ? next : next + 1;
      continue;
    }
    const found = walk.items.findIndex(
      (item, place) => place >= cursor && !taken.has(place) && item.kind === "call" && hand.owns(item),
    );
    const call = walk.items[found];
    if (call?.kind !== "call") return { kind: "call", move, cursor };
    taken.add(found);
    made.push({ name: call.name, input: call.input, outcome: outcomeOf(call.id, walk.items) });
    cursor = found + 1;
  }
}

function outcomeOf(id: string, items: readonly ToldItem[]): MadeCall["outcome"] {
  const result = items.find((item) => item.kind === "result" && item.callId === id);
  return result?.kind === "result" ? { text: result.text, isError: result.isError } : null;
}

type Settling = {
  value: unknown;
  /** The call whose result that is. */
  last: MadeCall | undefined;
  hand: Hand;
  items: readonly ToldItem[];
  from: number;
};
type Settled = Extract<CallOutcome, { kind: "done" | "waiting" }> | { kind: "call_again"; cursor: number };

/** A result may say that the real one comes later: then a later prompt brings it, or the same call made anew by the agent's program. */
function settle(step: CallStep, { value, last, hand, items, from }: Settling): Settled {
  const first = step.verb === "tool" ? readPending(value, step.args) : null;
  if (first === null) return { kind: "done", value, cursor: from };
  let pending: Pending = first;
  for (const [place, item] of items.entries()) {
    if (place < from) continue;
    if (item.kind === "call" && isSameCall(item, last)) {
      const again = hand.next([{ ...item, outcome: outcomeOf(item.id, items) }]);
      if (again.kind === "done" && readPending(again.value, {}) === null)
        return { kind: "done", value: again.value, cursor: place + 1 };
    }
    if (item.kind !== "user") continue;
    const settlement = settlePending(pending, item.text);
    if (settlement.kind === "settled") return { kind: "done", value: settlement.value, cursor: place + 1 };
    if (settlement.kind === "call_again") return { kind: "call_again", cursor: place + 1 };
    pending = settlement.pending;
  }
  return { kind: "waiting", cursor: from };
}

const isSameCall = (item: Extract<ToldItem, { kind: "call" }>, last: MadeCall | undefined): boolean =>
  item.name === last?.name && isDeepStrictEqual(item.input, last.input);
