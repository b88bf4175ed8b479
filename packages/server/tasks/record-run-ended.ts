// The agent's process is gone without being asked to.
import { isTaskOver } from "@makima/core/task";
import type { MeshRecord } from "@makima/protocol/mesh";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import type { World } from "../world.ts";
import { loseRun } from "./lose-run.ts";
import { refusalOf, refuseTurn } from "./refuse-turn.ts";
import { withRun } from "./with-run.ts";

type RunEnded = Extract<MeshRecord, { kind: "run_ended" }>;

const EXPLANATIONS: Record<Exclude<RunEnded["reason"], "setup_failed">, string> = {
  handshake_failed: "the run could not begin:",
  worktree_failed: "the worktree could not be made:",
  bundle_missing: "the worktree could not be made:",
  agent_ended: "the agent ended again and again without a word; its last lines:",
  stopped: "the agent was stopped",
};

/** Gives false when the run is not the present one, or another daemon's. */
export function recordRunEnded(
  world: World,
  from: { ownerId: string; daemonId: string; record: RunEnded },
): Promise<boolean> {
  const { ownerId, record } = from;
  return withRun(world, from, async (held) => {
    const { tx, contract, task, actor } = held;
    if (isTaskOver(task.status) || record.reason === "stopped") return true;
    const refusal = refusalOf(record.fault);
    if (record.reason === "setup_failed" || refusal !== null) {
      const resetAt = record.fault?.resetAt ?? null;
      const refused = { kind: refusal ?? "setup_failed", resetAt, detail: record.detail };
      const shown = await refuseTurn(world, { held, actor, refused });
      await saveSupervisor(tx, { ownerId, contractId: contract.id }, { actor, ...shown });
      return true;
    }
    const isAwaited = record.reason === "bundle_missing";
    const isOfAgent = record.reason !== "worktree_failed" && !isAwaited;
    const loss = {
      actor,
      detail: record.detail,
      explanation: EXPLANATIONS[record.reason],
      // where there never was a worktree, another try makes none either
      isHopeless: record.epoch === 1 && !isOfAgent && !isAwaited,
      isAwaited,
      isFailedTurn: false,
      isOfAgent,
    };
    const shown = await loseRun(world, { held, daemonId: from.daemonId, loss });
    // the same end again is no save point
    if (shown !== null) await saveSupervisor(tx, { ownerId, contractId: contract.id }, { actor, ...shown });
    return true;
  });
}
