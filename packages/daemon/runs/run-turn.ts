// One turn of a run: a prompt to the agent until it stops, then what it changed and how it ended.
import type { AgentFault } from "@makima/protocol/mesh";
import { AgentFailed, type TurnEnd, TurnFailed, type TurnWords } from "../agents/driver.ts";
import { monotonicMs } from "../ports/clock.ts";
import { sanitiseText } from "../transcript/sanitise-text.ts";
import { readInstructions } from "./read-instructions.ts";
import { recordCheckpoint } from "./record-checkpoint.ts";
import { refreshWorktree } from "./refresh-worktree.ts";
import type { Run, TurnRequest } from "./run.ts";
import type { RunParts } from "./run-parts.ts";
import { dropMessages, giveMessages } from "./steer-run.ts";

/**
 * `past` is the conversation so far, for an agent that could not load it. Records, in this order: messages, checkpoint,
 * turn_ended. Throws `AgentFailed` when the agent is gone; then the turn has no end of its own.
 */
export async function runTurn(
  parts: RunParts,
  run: Run,
  request: TurnRequest & { past: string | null; isFirst: boolean },
): Promise<void> {
  const { session, transcript } = run;
  if (session === null || transcript === null) throw new Error("a turn needs an agent that is ready");
  const { number } = request.turn;
  await parts.lease.held(run.signal);
  if (run.end !== null) return;
  const note = await refreshWorktree(parts, run, request);
  const instructions = request.isFirst ? await readInstructions(run) : null;
  const words = wordsOf({ ...request, note, instructions });
  run.door?.beginTurn();
  run.status.set({ activity: "Working", pendingTaskIds: [] });
  run.turn = { number, isCancelled: false };
  run.lastTurn = number;
  try {
    const beganMs = monotonicMs();
    const end = await promptAgent(parts, run, words);
    const durationMs = Math.round(monotonicMs() - beganMs);
    await transcript.endTurn();
    await recordCheckpoint(parts, run, { reason: "turn_end", message: `End of turn ${number}` });
    await parts.append({ kind: "turn_ended", ...run.ref, turn: number, durationMs, ...end }, { sync: true });
  } finally {
    run.turn = null;
    for (const answer of run.permissions.values()) answer(null);
    run.permissions.clear();
    dropMessages(run, number);
  }
}

type Sayings = TurnRequest & { past: string | null; note: string | null; instructions: string | null };

function wordsOf({ turn, past, note, instructions }: Sayings): TurnWords {
  const { prompt, injection = null } = turn;
  const join = (...parts: readonly (string | null)[]) => parts.filter((part) => part !== null).join("\n\n");
  const rest = injection === null ? "" : join(instructions, note, injection.prompt);
  return {
    text: join(instructions, past, note, prompt),
    injection: injection === null ? null : { results: injection.results, text: rest === "" ? null : rest },
  };
}

type Outcome = TurnEnd & { error: string | null; fault: AgentFault | null };

async function promptAgent(parts: RunParts, run: Run, words: TurnWords): Promise<Outcome> {
  const isCancelled = (): boolean => run.turn?.isCancelled === true;
  try {
    const prompted = run.session?.prompt(words);
    if (run.turn !== null) run.turn.isPrompted = true;
    giveMessages(parts, run);
    const end = await prompted;
    if (end === undefined) throw new AgentFailed("the agent is gone");
    return { ...end, error: null, fault: null };
  } catch (error) {
    if (!(error instanceof TurnFailed)) throw error;
    // An agent may tell a cancelled turn as an error; it is what we asked for.
    if (isCancelled()) return { stopReason: "cancelled", usage: null, error: null, fault: null };
    const told = sanitiseText(error.message).slice(0, 4000);
    return { stopReason: "end_turn", usage: null, error: told, fault: error.fault };
  }
}
