// A turn ended: a worker without a wait is done, everybody else waits for what the next turn begins with.
import { isTaskOver } from "@makima/core/task";
import type { MeshRecord } from "@makima/protocol/mesh";
import { noteAgentWorked, sendCommand } from "../daemons/daemons.ts";
import { statement, type Tx } from "../db/database.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { recordUsage } from "../usage/usage.ts";
import type { World } from "../world.ts";
import { sendDelivery } from "./deliveries.ts";
import { finishTask } from "./finish-task.ts";
import type { TaskRow } from "./lock-task.ts";
import { loseRun } from "./lose-run.ts";
import { refusalOf, refuseTurn } from "./refuse-turn.ts";
import { withRun } from "./with-run.ts";
import type { Held } from "./with-task.ts";
import { ADD_USAGE, CLEAR_LOSSES, SET_RUN_IDLE, SET_STATUS, SET_TURN_ENDED } from "./writer.ts";

type TurnEnded = Extract<MeshRecord, { kind: "turn_ended" }>;

// A permission is asked within a turn and for it: when the turn is over, nobody waits for it any more. A rewind that is under way has stopped
// the turn, and what becomes of the task is told when it is done.
const LOOSE_ENDS = statement(
  "loose-ends",
  `select
     exists (select 1 from wait w where w.owner_id = $1 and w.task_id = $2 and w.ended_at is null and not exists (
       select 1 from question q where q.owner_id = w.owner_id and q.id = w.question_id and q.question_type = 'permission'))
     or exists (select 1 from rewind where owner_id = $1 and task_id = $2 and status = 'open' and not dry_run) as waits,
     exists (select 1 from delivery where owner_id = $1 and task_id = $2 and delivered_at is null and kind <> 'notice') as news,
     (select content from message where owner_id = $1 and task_id = $2 and role = 'assistant' order by seq desc limit 1) as "lastWords"`,
);

const MAX_SUMMARY_LENGTH = 65_536;
const GO_ON = "Your last turn was interrupted before it was over. Go on with your task.";

/** Gives false when the run is not the present one, or another daemon's. The same end again changes nothing. */
export function recordTurnEnded(
  world: World,
  from: { ownerId: string; daemonId: string; record: TurnEnded },
): Promise<boolean> {
  const { ownerId, daemonId, record } = from;
  return withRun(world, from, async (held) => {
    const { tx, contract, task, actor } = held;
    const wasCancelled = record.stopReason === "cancelled";
    if ((await tx.run(SET_TURN_ENDED, [ownerId, task.id, record.epoch, record.turn, wasCancelled])) === 0)
      return true;
    const turn = {
      ownerId,
      contractId: contract.id,
      taskId: task.id,
      epoch: record.epoch,
      turn: record.turn,
    };
    const told = { agent: task.agent, reported: record.usage, durationMs: record.durationMs ?? 0 };
    const usage = await recordUsage(tx, { ...turn, ...told });
    tx.send(ADD_USAGE, [ownerId, task.id, JSON.stringify(usage)]);
    if (record.error === null) noteAgentWorked(tx, { ownerId, daemonId, agent: task.agent, run: task });
    if (isTaskOver(task.status)) return true;
    let activity: { activity?: string } | null = {};
    const refusal = refusalOf(record.fault);
    if (record.error !== null && refusal !== null) {
      // It told why: its program works.
      noteAgentWorked(tx, { ownerId, daemonId, agent: task.agent, run: task });
      const refused = { kind: refusal, resetAt: record.fault?.resetAt ?? null, detail: record.error };
      activity = await refuseTurn(world, { held, actor, refused });
    } else if (record.error !== null) {
      await stopAgent(world, { held, daemonId });
      const explanation = "the agent could not go on:";
      const loss = { actor, detail: record.error, explanation };
      activity = await loseRun(world, {
        held,
        daemonId,
        loss: { ...loss, isHopeless: false, isAwaited: false, isFailedTurn: true, isOfAgent: true },
      });
    } else if ((await tx.run(SET_RUN_IDLE, [ownerId, task.id, record.epoch, record.turn])) === 1) {
      if (task.crashes > 0 || task.emptyRuns > 0 || task.refusal !== null)
        tx.send(CLEAR_LOSSES, [ownerId, task.id]);
      await settle({ world, held, actor, wasCancelled });
    }
    await saveSupervisor(tx, { ownerId, contractId: contract.id }, { actor, ...activity });
    return true;
  });
}

/** Its turn failed, its process lives: the next run begins with a new one. */
async function stopAgent(world: World, { held, daemonId }: { held: Held; daemonId: string }): Promise<void> {
  const { tx, contract, task } = held;
  await sendCommand(tx, {
    world,
    to: { ownerId: task.ownerId, daemonId, contractId: contract.id },
    command: { kind: "stop_run", taskId: task.id, epoch: task.epoch, reason: "the turn failed", graceMs: 0 },
  });
}

async function settle(input: {
  world: World;
  held: Held;
  actor: Actor;
  wasCancelled: boolean;
}): Promise<void> {
  const { world, held, actor, wasCancelled } = input;
  const { tx, contract, task } = held;
  const ends = await looseEnds(tx, task);
  if (task.kind !== "supervisor" && !ends.waits && !ends.news && !wasCancelled) {
    const summary = (ends.lastWords ?? "").slice(0, MAX_SUMMARY_LENGTH).toWellFormed();
    await finishTask(tx, { world, task, phase: contract.phase, actor, finish: { status: "done", summary } });
    return;
  }
  // Neither an answer nor a task would begin its next turn: it was interrupted, for a pause say, in the middle of its work.
  if (wasCancelled && !ends.waits && !ends.news) {
    const item = { kind: "instruction" as const, text: GO_ON };
    await sendDelivery(tx, { ids: world.ids, to: { ownerId: task.ownerId, taskId: task.id }, item });
  }
  tx.send(SET_STATUS, [task.ownerId, task.id, "waiting", null, null]);
  await appendEvents(tx, { ownerId: task.ownerId, contractId: contract.id }, [
    { type: "task.waiting", actor, taskId: task.id, phase: contract.phase, data: { name: task.name } },
  ]);
}

async function looseEnds(
  tx: Tx,
  task: TaskRow,
): Promise<{ waits: boolean; news: boolean; lastWords: string | null }> {
  const ends = await tx.row<{ waits: boolean; news: boolean; lastWords: string | null }>(LOOSE_ENDS, [
    task.ownerId,
    task.id,
  ]);
  return ends ?? { waits: false, news: false, lastWords: null };
}
