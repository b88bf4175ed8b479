// An agent that lives was refused in the middle of its turn. Its run is parked, so that nothing counts as a crash or a restoration; the task
// wakes by itself, or is held for a person, and its next run goes on from what the conversation holds.
import { decideRefusal, isRefusal, type RefusalKind, tellRefusal } from "@makima/core/fault";
import type { MeshRecord } from "@makima/protocol/mesh";
import type { Tx } from "../db/database.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import type { World } from "../world.ts";
import { sendDelivery } from "./deliveries.ts";
import { endRun } from "./end-run.ts";
import type { LastRefusal } from "./lock-task.ts";
import type { Held } from "./with-task.ts";
import { SET_PROGRESS, SET_REFUSAL, SET_STATUS } from "./writer.ts";

type Fault = NonNullable<Extract<MeshRecord, { kind: "turn_ended" }>["fault"]>;

const GO_ON = "Your last turn was broken off by your provider before it was over. Go on with your task.";
const BEGIN =
  "The set-up of your worktree had failed, so you could not begin before. Begin with your task now.";
const MAX_DETAIL_LENGTH = 4_000;

/** What was refused, or null: then the turn's error is the loss of its run. */
export const refusalOf = (fault: Fault | null | undefined): RefusalKind | null =>
  fault != null && isRefusal(fault.kind) ? fault.kind : null;

/** The caller holds contract and task. Gives what the supervisor's activity becomes, where it is the one. */
export async function refuseTurn(
  world: World,
  {
    held,
    actor,
    refused,
  }: { held: Held; actor: Actor; refused: { kind: RefusalKind; resetAt: string | null; detail: string } },
): Promise<{ activity?: string }> {
  const { tx, contract, task } = held;
  if ((await endRun(tx, { world, task, phase: contract.phase, reason: "parked" })) === null) return {};
  const { kind, resetAt } = refused;
  const detail = refused.detail.slice(0, MAX_DETAIL_LENGTH).toWellFormed();
  const inARow = task.refusal?.kind === kind ? task.refusal.inARow + 1 : 1;
  const { refusalPauseMs, refusalTries } = world.config;
  const decision = decideRefusal(
    { kind, resetAt, inARow },
    { firstPauseMs: refusalPauseMs, tries: refusalTries },
  );
  const reason = tellRefusal({ kind, agent: task.agent, detail });
  const until = await holdBack(tx, { held, refusal: { kind, inARow }, decision, reason });
  const to = { ownerId: task.ownerId, taskId: task.id };
  await sendDelivery(tx, {
    ids: world.ids,
    to,
    item: { kind: "instruction", text: kind === "setup_failed" ? BEGIN : GO_ON },
  });
  tx.send(SET_STATUS, [task.ownerId, task.id, "waiting", null, null]);
  const about = { actor, taskId: task.id, phase: contract.phase };
  const data = { name: task.name, agent: task.agent, kind, inARow, detail, next: decision.kind, until };
  await appendEvents(tx, { ownerId: task.ownerId, contractId: contract.id }, [
    { ...about, type: "task.refused", data },
    { ...about, type: "task.waiting", data: { name: task.name } },
  ]);
  if (task.kind === "supervisor") return { activity: reason };
  tx.send(SET_PROGRESS, [task.ownerId, task.id, null, reason]);
  return {};
}

type Holding = {
  held: Held;
  refusal: LastRefusal;
  decision: ReturnType<typeof decideRefusal>;
  reason: string;
};

/** Gives when it wakes; null where nothing but a person, or nothing at all, keeps it from going on. */
async function holdBack(tx: Tx, { held, refusal, decision, reason }: Holding): Promise<string | null> {
  const { task } = held;
  const { kind } = refusal;
  const blocked =
    decision.kind === "park"
      ? { reason, refused: kind, wakes: true }
      : decision.kind === "ask"
        ? { reason, refused: kind, asks: true }
        : null;
  const pause = decision.kind === "park" ? [decision.afterMs, decision.until] : [null, null];
  const row = await tx.row<{ notBefore: Date | null }>(SET_REFUSAL, [
    task.ownerId,
    task.id,
    JSON.stringify(refusal),
    blocked === null ? null : JSON.stringify(blocked),
    ...pause,
  ]);
  return row?.notBefore?.toISOString() ?? null;
}
