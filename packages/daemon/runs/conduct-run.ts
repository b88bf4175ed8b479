// A run from its beginning to its end: the one place that opens it, gives it its turns and ends it.
import { AgentFailed, TurnFailed } from "../agents/driver.ts";
import { GitError } from "../git/git-error.ts";
import { PastRefused } from "../link/past-requests.ts";
import { exitWithin } from "../processes/exit-within.ts";
import { withRoom } from "../spool/with-room.ts";
import { sanitiseText } from "../transcript/sanitise-text.ts";
import { WorktreeError } from "../worktrees/worktrees.ts";
import type { LastLines } from "./last-lines.ts";
import { openAgent } from "./open-agent.ts";
import { prepareWorktree } from "./prepare-worktree.ts";
import { recordCheckpoint } from "./record-checkpoint.ts";
import type { Run } from "./run.ts";
import { RunFailed, type RunParts } from "./run-parts.ts";
import { runTurn } from "./run-turn.ts";
import { setUpWorktree } from "./set-up-worktree.ts";

/** Resolves when nothing of the run is left and its end is on disk. */
export async function conductRun(parts: RunParts, run: Run): Promise<void> {
  run.signal.addEventListener("abort", () => void stopAgent(run).catch(report(parts, run)), { once: true });
  try {
    await parts.lease.held(run.signal);
    if (run.end !== null) return await closeRun(parts, run);
    const room = { folder: parts.store.home, signal: run.signal };
    const worktree = await withRoom(room, () => prepareWorktree(parts, run));
    parts.onWorktree(run.ref.taskId);
    await setUpWorktree(parts, run, worktree);
    // Before it starts: it goes on with this program whatever becomes of it on disk.
    const agentVersion = await parts.versionOf(run.command.agent);
    const lines = await openAgent(parts, run, worktree);
    const past = await beginRun(parts, run, agentVersion);
    await giveTurns(parts, run, { past, lines });
  } catch (error) {
    run.finish(endOf(error));
  }
  await closeRun(parts, run);
}

async function beginRun(parts: RunParts, run: Run, agentVersion: string | null): Promise<string | null> {
  const { session, worktree } = run;
  if (session === null || worktree === null) throw new Error("a run begins with an agent and a worktree");
  const { rung, rungReason = null, repairs = [] } = session;
  const { canLoad, canSteer } = session.capabilities;
  const agentSession = canLoad ? session.sessionId : null;
  const { path: worktreePath, baseCommit } = worktree;
  const started = {
    agentVersion,
    agentSession,
    worktreePath,
    baseCommit,
    rung,
    canSteer: canSteer && session.steer !== undefined,
    ...tellRung({ rungReason, repairs }),
  };
  await parts.append({ kind: "run_started", ...run.ref, ...started }, { sync: true });
  return rung === "told" ? parts.requestPast(run.ref, run.signal) : null;
}

/** As much of it as a record holds. */
const tellRung = ({ rungReason, repairs }: { rungReason: string | null; repairs: readonly string[] }) => ({
  rungReason: rungReason === null ? null : sanitiseText(rungReason).slice(0, 1000),
  repairs: repairs.slice(0, 100).map((repair) => sanitiseText(repair).slice(0, 1000)),
});

async function giveTurns(
  parts: RunParts,
  run: Run,
  { past, lines }: { past: string | null; lines: LastLines },
): Promise<void> {
  let begun = 0;
  for (let request = await run.nextTurn(); request !== null; request = await run.nextTurn()) {
    // A turn of a number begins once, however often it is asked for.
    if (request.turn.number <= begun) continue;
    const isFirst = begun === 0;
    begun = request.turn.number;
    try {
      await runTurn(parts, run, { ...request, isFirst, past: isFirst ? past : null });
      run.afterTurn?.();
    } catch (error) {
      if (!(error instanceof AgentFailed) || run.agent === null) throw error;
      const detail = await lines.describe(
        `${run.command.agent} ended in the middle of its turn.`,
        run.agent.process,
      );
      return run.finish({ kind: "recorded", reason: "agent_ended", detail });
    }
  }
}

const politeMs = 2000;

/** A run that ends with consent lets its agent clean up for a moment. */
async function stopAgent(run: Run): Promise<void> {
  await run.served?.close();
  const { agent, end } = run;
  if (agent === null) return;
  if (end?.kind === "recorded" && end.reason === "stopped") {
    // Of those that speak ACP, some end at the end of their input alone (Gemini CLI 0.61.0), and some at a signal.
    agent.process.stdin.end();
    await agent.terminate();
    await exitWithin(agent.process, politeMs);
  }
  await agent.kill();
}

async function closeRun(parts: RunParts, run: Run): Promise<void> {
  await stopAgent(run);
  parts.onWorktree(run.ref.taskId);
  await run.transcript?.endTurn({ isTruncated: true });
  const { end } = run;
  if (end === null || end.kind === "silent") return;
  if (end.reason === "stopped") {
    await recordCheckpoint(parts, run, { reason: "turn_end", message: "The run was stopped" }).catch(
      report(parts, run),
    );
  }
  const { reason, fault = null } = end;
  const detail = sanitiseText(end.detail);
  await parts.append({ kind: "run_ended", ...run.ref, reason, detail, fault }, { sync: true });
}

function endOf(error: unknown) {
  const kind = "recorded" as const;
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof RunFailed) {
    // An agent that answers while it comes up may say that it is not logged in, say.
    const told = error.cause instanceof TurnFailed ? { fault: error.cause.fault } : {};
    return { kind, reason: error.reason, detail, ...told };
  }
  if (error instanceof WorktreeError || error instanceof GitError)
    return { kind, reason: "worktree_failed" as const, detail };
  if (error instanceof PastRefused) return { kind: "silent" as const, why: "fenced" as const };
  return { kind, reason: "agent_ended" as const, detail };
}

function report(parts: RunParts, run: Run): (error: unknown) => void {
  return (error) => parts.log.error({ ...run.ref, err: error }, "something of a run's end failed");
}
