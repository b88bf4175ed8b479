// The daemon's part of a rewind: each thing is asked once, and its result row is looked for in each round.
import { previewResult, rewindResult } from "@makima/protocol/mesh";
import type { z } from "zod";
import { repositoryOf } from "../contracts/contracts.ts";
import { resultOf, sendCommand } from "../daemons/daemons.ts";
import { statement } from "../db/database.ts";
import { readCheckpoint } from "../resumption/resumption.ts";
import { machineOf } from "./machine-of.ts";
import type { Advancing, Failure, Hands } from "./steps.ts";
import { SET_CHECK_COMMAND, SET_COMMAND } from "./writer.ts";

type Step<Value> =
  | { is: "asked" }
  | { is: "waiting" }
  /** nobody can be asked: its machine is away */
  | { is: "gone" }
  | { is: "failed"; failure: Failure }
  | { is: "done"; value: Value };

export type HandsStep = Step<Hands>;
export type CheckStep = Step<z.infer<typeof previewResult>>;

const NEXT_NUMBER = statement(
  "next-checkpoint-number",
  "select coalesce(max(number), 0) + 1 as number from checkpoint where owner_id = $1 and task_id = $2",
);
// A look at a lost run's worktree makes a checkpoint of its own: one after the other.
const LOOKED_AT = statement(
  "is-worktree-looked-at",
  `select 1 as one from command where owner_id = $1 and task_id = $2 and epoch = $3 and daemon_id = $4 and kind = 'inspect_worktree'
     and finished_at is null limit 1`,
);

/** Whether all of it can be done, before anything is stopped. */
export async function checkHands(advancing: Advancing): Promise<CheckStep> {
  const { world, held, rewind } = advancing;
  const { tx, contract, task } = held;
  if (rewind.commandId !== null || (rewind.checkpointId === null && rewind.branch === null))
    return { is: "gone" };
  const { checkCommandId } = rewind;
  if (checkCommandId !== null)
    return outcomeOf(advancing, { commandId: checkCommandId, parse: (value) => previewResult.parse(value) });
  const machine = await machineOf(tx, task);
  // Where the worktree is away, its contract's home can tell from the commits what would change.
  const daemonId = machine.isThere ? machine.daemonId : rewind.dryRun ? contract.daemonId : null;
  if (daemonId === null) return { is: "gone" };
  const at = await commonOf(advancing);
  const to = { ownerId: task.ownerId, daemonId, contractId: task.contractId };
  const command = {
    kind: "preview_rewind" as const,
    ...at,
    from: machine.isThere ? null : task.resultCommit,
  };
  const commandId = await sendCommand(tx, { world, to, command });
  tx.send(SET_CHECK_COMMAND, [rewind.ownerId, rewind.id, commandId]);
  return { is: "asked" };
}

/** The checkpoint of how the worktree stands, and the worktree as it is to be. The agent is stopped. */
export async function askHands(advancing: Advancing): Promise<HandsStep> {
  const { world, held, rewind } = advancing;
  const { tx, task } = held;
  const { ownerId } = task;
  if (rewind.commandId !== null)
    return outcomeOf(advancing, { commandId: rewind.commandId, parse: (value) => rewindResult.parse(value) });
  const machine = await machineOf(tx, task);
  if (!machine.isThere) return { is: "gone" };
  const { daemonId } = machine;
  if ((await tx.row(LOOKED_AT, [ownerId, task.id, task.epoch, daemonId])) !== null) return { is: "waiting" };
  const next = await tx.row<{ number: number }>(NEXT_NUMBER, [ownerId, task.id]);
  const at = await commonOf(advancing);
  const command = { kind: "rewind_worktree" as const, ...at, rewindId: rewind.id, number: next?.number ?? 1 };
  const to = { ownerId, daemonId, contractId: task.contractId };
  tx.send(SET_COMMAND, [ownerId, rewind.id, await sendCommand(tx, { world, to, command })]);
  return { is: "asked" };
}

const REFUSALS: ReadonlyMap<string, string> = new Map([
  ["RESULT_MISSING", "COMMIT_GONE"],
  ["BRANCH_EXISTS", "BRANCH_EXISTS"],
]);

async function outcomeOf<Value>(
  { held: { tx, task }, rewind }: Advancing,
  { commandId, parse }: { commandId: string; parse: (value: unknown) => Value },
): Promise<Step<Value>> {
  const result = await resultOf(tx, { ownerId: task.ownerId, commandId });
  // A look has nobody waiting behind it.
  if (result === null)
    return { is: rewind.dryRun || (await machineOf(tx, task)).isThere ? "waiting" : "gone" };
  if (result.ok) return { is: "done", value: parse(result.value) };
  const code = REFUSALS.get(result.code) ?? "DAEMON_FAILED";
  return { is: "failed", failure: { code, message: result.message } };
}

async function commonOf({ held: { tx, contract, task }, rewind }: Advancing) {
  const { ownerId, checkpointId, branch } = rewind;
  const checkpoint = checkpointId === null ? null : await readCheckpoint(tx, { ownerId, checkpointId });
  return {
    contractId: contract.id,
    taskId: task.id,
    repository: repositoryOf(contract),
    contractBranch: contract.branch,
    commit: checkpoint?.commit ?? null,
    branch,
  };
}
