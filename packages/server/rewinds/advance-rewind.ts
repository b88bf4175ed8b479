// Carries a rewind one step further, as far as it can be now: looked at, the agent stopped, done by the daemon's hands, and then all of it in
// one transaction. A kill at any point is just the next round.
import { isContractOver } from "@makima/core/contract";
import { isTaskOver } from "@makima/core/task";
import { voidCommand } from "../daemons/daemons.ts";
import { bell } from "../doorbell.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import type { Held } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { askHands, type CheckStep, checkHands, type HandsStep } from "./ask-hands.ts";
import { finishRewind } from "./finish-rewind.ts";
import { goOn } from "./go-on.ts";
import { openRewind } from "./reader.ts";
import { NO_FILES, showPreview } from "./show-preview.ts";
import type { Advancing, Failure, Hands } from "./steps.ts";
import { stopAgent } from "./stop-agent.ts";
import { wishOf } from "./wish.ts";
import { SET_FAILED, SET_SHOWN } from "./writer.ts";

/** The caller holds contract and task. False when nothing could be done now. */
export async function advanceRewind(
  world: World,
  { held, rewindId }: { held: Held; rewindId: string },
): Promise<boolean> {
  const { tx, contract, task } = held;
  const rewind = await openRewind(tx, { ownerId: task.ownerId, rewindId });
  if (rewind === null) return false;
  const advancing = { world, held, rewind };
  if (isTaskOver(task.status))
    return fail(advancing, { code: "TASK_FINISHED", message: `the task is ${task.status}` });
  if (isContractOver(contract.status))
    return fail(advancing, { code: "CONTRACT_OVER", message: `the contract is ${contract.status}` });
  const checked = await checkHands(advancing);
  if (checked.is === "asked" || checked.is === "waiting") return checked.is === "asked";
  if (checked.is === "done" && !checked.value.ok) return fail(advancing, checked.value);
  if (checked.is === "failed") return fail(advancing, checked.failure);
  if (rewind.dryRun) return show(advancing, checked);
  const stopped = await stopAgent(advancing);
  if (stopped.is !== "stopped") return stopped.is === "asked";
  return doByHand({
    ...advancing,
    rewind: { ...rewind, wasRunning: rewind.wasRunning || stopped.wasRunning },
  });
}

async function show(advancing: Advancing, checked: CheckStep): Promise<boolean> {
  const { held, rewind } = advancing;
  const wish = await wishOf(held.tx, rewind);
  const seen = checked.is === "done" && checked.value.ok ? checked.value : NO_FILES;
  const preview = await showPreview(held, { wish, seen });
  held.tx.send(SET_SHOWN, [rewind.ownerId, rewind.id, JSON.stringify(preview)]);
  ring(advancing);
  return true;
}

async function doByHand(advancing: Advancing): Promise<boolean> {
  const step: HandsStep = await askHands(advancing);
  switch (step.is) {
    case "asked":
      return true;
    case "waiting":
      return false;
    case "failed":
      return fail(advancing, step.failure);
    case "gone":
      await giveUpOn(advancing, advancing.rewind.commandId);
      return settle(advancing, { worktree: "missing" });
    case "done":
      return settle(advancing, step.value);
  }
}

async function settle(advancing: Advancing, hands: Hands): Promise<boolean> {
  const failure = await finishRewind({ ...advancing, hands });
  if (failure !== null) return fail(advancing, failure);
  ring(advancing);
  return true;
}

/** Its machine went away in the middle: what it says of it later counts nothing. */
async function giveUpOn({ held: { tx, task } }: Advancing, commandId: string | null): Promise<void> {
  if (commandId === null || task.daemonId === null) return;
  const message = "the rewind was done without this machine";
  await voidCommand(tx, { ownerId: task.ownerId, daemonId: task.daemonId, commandId, code: "VOID", message });
}

const GO_ON =
  "You were stopped for a rewind that could not be done. Nothing has moved. Go on with your task.";

/** Nothing has moved. An agent that was stopped for it goes on. */
async function fail(advancing: Advancing, { code, message }: Failure): Promise<boolean> {
  const { world, held, rewind } = advancing;
  const { tx, contract, task } = held;
  tx.send(SET_FAILED, [rewind.ownerId, rewind.id, JSON.stringify({ code, message })]);
  if (!isTaskOver(task.status)) await goOn(tx, { world, task, wasRunning: rewind.wasRunning, text: GO_ON });
  await saveSupervisor(
    tx,
    { ownerId: task.ownerId, contractId: contract.id },
    { actor: { kind: "server", id: null } },
  );
  ring(advancing);
  return true;
}

const ring = ({ world, held, rewind }: Advancing): void =>
  held.tx.onCommit(() => world.doorbell.ring(bell.operation(rewind.id)));
