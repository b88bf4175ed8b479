// Keeps the breaker of each agent on each daemon: counts starts that failed, lets one probe through after the pause, and closes it when the
// agent was seen to work. Core decides; the row is locked last, after contract, task and daemon.
import { type Breaker, failStart, tellBreaker } from "@makima/core/restoration";
import { statement, type Tx } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import type { World } from "../world.ts";
import {
  CLOSE_ALL_PROVEN,
  CLOSE_BREAKER,
  CLOSE_PROVEN,
  END_SILENT_PROBES,
  ENSURE_BREAKER,
  SET_BREAKER,
  SET_PROBE,
} from "./breaker-writer.ts";

export type BreakerKey = { ownerId: string; daemonId: string; agent: string };

const WINDOW_MS = 600_000;
const LONGEST_PAUSE_MS = 300_000;
const MAX_DETAIL_LENGTH = 1_000;

type Row = {
  status: Breaker["status"];
  failed: string[];
  openings: number;
  probe: string | null;
  sinceLastMs: number | null;
  isPauseOver: boolean;
  daemonName: string;
};

const LOCK_BREAKER = statement(
  "lock-agent-breaker",
  `select b.status, b.failed_task_ids::text[] as failed, b.openings, b.probe_task_id as probe,
     extract(epoch from app_now() - b.last_failed_at)::float8 * 1000 as "sinceLastMs",
     coalesce(b.retry_at <= app_now(), false) as "isPauseOver", d.name as "daemonName"
   from agent_breaker b join daemon d on d.owner_id = b.owner_id and d.id = b.daemon_id
   where b.owner_id = $1 and b.daemon_id = $2 and b.agent = $3 for update of b`,
);

/**
 * A start of the agent failed: in its handshake, or without one completed message.
 * @returns the sentence for people when the agent's program is held to be the fault, and not the task; else null
 */
export async function noteAgentFailed(
  tx: Tx,
  failure: { world: World; agent: BreakerKey; taskId: string; detail: string },
): Promise<string | null> {
  const { world, taskId } = failure;
  const key = valuesOf(failure.agent);
  await tx.run(ENSURE_BREAKER, key);
  await tx.run(CLOSE_PROVEN, key);
  const row = await tx.row<Row>(LOCK_BREAKER, key);
  if (row === null) throw new Error(`the breaker of ${failure.agent.agent} is gone`);
  const before = breakerOf(row);
  const after = failStart(
    before,
    { taskId, sinceLastMs: row.sinceLastMs },
    {
      tasksToOpen: world.config.breakerTasks,
      windowMs: WINDOW_MS,
      firstPauseMs: world.config.breakerPauseMs,
      longestPauseMs: LONGEST_PAUSE_MS,
    },
  );
  const detail = failure.detail.slice(0, MAX_DETAIL_LENGTH).toWellFormed();
  if (after !== before) {
    const isFirst = after.status === "closed" && after.failed.length === 1;
    const change = after.status === "open" ? [[], after.openings, after.pauseMs] : [failedOf(after), 0, null];
    tx.send(SET_BREAKER, [...key, after.status, ...change, detail, isFirst]);
  }
  return after.status === "closed"
    ? null
    : tellBreaker({ agent: failure.agent.agent, daemon: row.daemonName, detail });
}

/** A turn of this run ended well. */
export function noteAgentWorked(
  tx: Tx,
  { run, ...agent }: BreakerKey & { run: { id: string; epoch: number } },
): void {
  tx.send(CLOSE_BREAKER, [...valuesOf(agent), run.id, run.epoch]);
}

/** Whether a run may begin with this agent there; as its probe, when the breaker is open and its pause is over. */
export async function admitStart(
  tx: Tx,
  { run, ...agent }: BreakerKey & { run: { taskId: string; epoch: number } },
): Promise<boolean> {
  const row = await tx.row<Row>(LOCK_BREAKER, valuesOf(agent));
  if (row === null || row.status === "closed") return true;
  if (!row.isPauseOver) return false;
  tx.send(SET_PROBE, [...valuesOf(agent), run.taskId, run.epoch]);
  return true;
}

/** Closes the breakers of agents that were seen to work, and lets another probe begin where one came to nothing. Gives how many changed. */
export async function endSilentProbes(world: World): Promise<number> {
  return world.db.transaction(async (tx) => {
    const changed = (await tx.run(CLOSE_ALL_PROVEN, [])) + (await tx.run(END_SILENT_PROBES, []));
    if (changed > 0) tx.onCommit(() => world.doorbell.ring(bell.work));
    return changed;
  });
}

const valuesOf = ({ ownerId, daemonId, agent }: BreakerKey): string[] => [ownerId, daemonId, agent];

function breakerOf({ status, failed, openings, probe }: Row): Breaker {
  if (status === "closed") return { status, failed };
  // The pause of an open one is a time of its row; nothing is decided by its length.
  if (status === "open" || probe === null) return { status: "open", openings, pauseMs: 0 };
  return { status, openings, probe };
}

const failedOf = (breaker: Breaker): readonly string[] => (breaker.status === "closed" ? breaker.failed : []);
