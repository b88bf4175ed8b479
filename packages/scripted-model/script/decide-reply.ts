// What the model answers: a pure function of the conversation that the request holds. So it needs no memory, survives restarts, forks and
// rewinds, and cannot disagree with what its agent has sent.
import { createHash } from "node:crypto";
import type { Conversation } from "../conversation/conversation.ts";
import { dropAgentNotes } from "../conversation/drop-agent-notes.ts";
import { type ToldItem, unfoldTold } from "../conversation/unfold-told.ts";
import { type Beginning, findBeginning } from "./find-beginning.ts";
import { passTurnEnd } from "./pass-turn-end.ts";
import type { Decision, Part, Usage } from "./reply.ts";
import { takeStep } from "./take-step.ts";
import { nothingGathered, proveUpTo, type Walk } from "./walk.ts";

const MOST_STEPS = 10_000;

export function decideReply(conversation: Conversation): Decision {
  // Agents ask for titles and summaries beside the conversation; those requests announce no tools.
  if (conversation.tools.length === 0) return answer(conversation, [sentence("A scripted conversation")]);
  try {
    const items = unfoldTold(dropAgentNotes(conversation.items));
    const beginning = findBeginning(items);
    if (beginning === null)
      return answer(conversation, [sentence("There is no script in this conversation.")]);
    return followScript(conversation, openWalk(conversation, { items, beginning }));
  } catch (problem) {
    // A script with a fault is told to whoever reads the conversation.
    const { message } = problem instanceof Error ? problem : new Error(String(problem));
    return answer(conversation, [sentence(`The script cannot be followed: ${message}.`)]);
  }
}

type Begun = { items: readonly ToldItem[]; beginning: Beginning };

function openWalk({ system, tools, items: all }: Conversation, { items, beginning }: Begun): Walk {
  const { script, at, goal } = beginning;
  const now = digest([system, all]);
  const begun = digest([system, items.slice(0, at + 1)]);
  let calls = 0;
  return {
    script,
    items,
    tools,
    cursor: at + 1,
    position: 0,
    passes: {},
    variables: { goal, prompt: goal },
    pending: nothingGathered(),
    nameCall: () => {
      calls += 1;
      return digest([now, calls]);
    },
    begun,
  };
}

const digest = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 24);

function followScript(conversation: Conversation, walk: Walk): Decision {
  for (let count = 0; count < MOST_STEPS; count += 1) {
    const step = walk.script.steps[walk.position];
    if (step === undefined) {
      const next = passTurnEnd(walk);
      if (next !== null) proveUpTo(walk, next);
      return end(conversation, walk, "The script is over.");
    }
    const stop = takeStep(step, walk);
    if (stop === null) continue;
    if (stop.kind === "end") return end(conversation, walk, stop.text);
    return answer(conversation, [...walk.pending.parts, ...stop.parts], walk);
  }
  throw new Error(`the script makes more than ${MOST_STEPS} steps`);
}

/** The turn ends when an answer holds no call; it has to say something. */
function end(conversation: Conversation, walk: Walk, otherwise: string): Decision {
  const { parts } = walk.pending;
  const speaks = parts.some(({ kind }) => kind === "say");
  return answer(conversation, speaks ? parts : [...parts, sentence(otherwise)], walk);
}

const sentence = (text: string): Part => ({ kind: "say", text, chunkMs: 0 });

function answer(conversation: Conversation, parts: readonly Part[], walk?: Walk): Decision {
  const { faults, waitMs, usage } = walk?.pending ?? nothingGathered();
  const { system, items } = conversation;
  return {
    id: digest([system, items]),
    parts,
    faults,
    waitMs,
    usage: usage ?? estimate(conversation, parts),
  };
}

/** About four characters are a token, as a rule of thumb. */
function estimate({ system, items, tools }: Conversation, parts: readonly Part[]): Usage {
  const tokens = (value: unknown): number => Math.ceil(JSON.stringify(value).length / 4);
  return { input: tokens([system, items, tools]), output: tokens(parts), cachedInput: 0 };
}
