// One turn of a run: a prompt to the agent until it stops, then what it changed and how it ended.
import { AgentFailed, type TurnEnd, TurnFailed } from "../agents/driver.ts";
import { sanitiseText } from "../transcript/sanitise-text.ts";
import { recordCheckpoint } from "./record-checkpoint.ts";
import { refreshWorktree } from "./refresh-worktree.ts";
import type { Run, TurnRequest } from "./run.ts";
import type { RunParts } from "./run-parts.ts";

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
  const { number, prompt } = request.turn;
  await parts.lease.held(run.signal);
  if (run.end !== null) return;
  const note = await refreshWorktree(parts, run, request);
  const text = [request.past, note, prompt].filter((part) => part !== null).join("\n\n");
  run.door?.beginTurn();
  run.status.set({ activity: "Working", pendingTaskIds: [] });
  run.turn = { number, isCancelled: false };
  try {
    const end = await promptAgent(run, text);
    await transcript.endTurn();
    await recordCheckpoint(parts, run, { reason: "turn_end", message: `End of turn ${number}` });
    await parts.append({ kind: "turn_ended", ...run.ref, turn: number, ...end }, { sync: true });
  } finally {
    run.turn = null;
    for (const answer of run.permissions.values()) answer(null);
    run.permissions.clear();
  }
}

async function promptAgent(run: Run, text: string): Promise<TurnEnd & { error: string | null }> {
  const isCancelled = (): boolean => run.turn?.isCancelled === true;
  try {
    const end = await run.session?.prompt(text);
    if (end === undefined) throw new AgentFailed("the agent is gone");
    return { ...end, error: null };
  } catch (error) {
    if (!(error instanceof TurnFailed)) throw error;
    // An agent may tell a cancelled turn as an error; it is what we asked for.
    if (isCancelled()) return { stopReason: "cancelled", usage: null, error: null };
    return { stopReason: "end_turn", usage: null, error: sanitiseText(error.message).slice(0, 4000) };
  }
}
