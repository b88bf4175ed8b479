// What a daemon's hands have done: the result row, the facts that follow from it, and the call that waited for it.
import { isTaskOver } from "@makima/core/task";
import {
  checkpointResult,
  checkResult,
  inspectResult,
  type MeshCommand,
  type MeshRecord,
  mergeResult,
  tryResult,
} from "@makima/protocol/mesh";
import { keepCheckpoint } from "../checkpoints/checkpoints.ts";
import {
  type ContractRow,
  lockContract,
  recordRepositoryCheck,
  setBranchCommit,
} from "../contracts/contracts.ts";
import { type CommandResult, commandOf, recordResult } from "../daemons/daemons.ts";
import type { Tx } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import { type Actor, appendEvents } from "../journal/journal.ts";
import { lockTask, setMerged } from "../tasks/tasks.ts";
import { recordRemoval, recordReturn } from "../worktrees/worktrees.ts";
import type { World } from "../world.ts";
import { callByCommand } from "./reader.ts";
import { recordRemote } from "./record-remote.ts";
import { settleCall } from "./settle-call.ts";

type Done = Extract<MeshRecord, { kind: "command_done" }>;
type From = { ownerId: string; daemonId: string; record: Done };

/** A second report of the same command changes nothing. */
export async function recordHands(world: World, from: From): Promise<void> {
  const { ownerId, daemonId, record } = from;
  await world.db.transaction(async (tx) => {
    const known = await commandOf(tx, { ownerId, daemonId, commandId: record.commandId });
    if (known === null || known.isFinished) return;
    tx.onCommit(() =>
      world.doorbell.ring(bell.operation(record.commandId), bell.contract(known.contractId), bell.work),
    );
    const contract = await lockContract(tx, { ownerId, contractId: known.contractId });
    const actor: Actor = { kind: "daemon", id: daemonId };
    if (known.command.kind === "check_repository" && record.result.ok) {
      const outcome = checkResult.parse(record.result.value);
      // A no counts when nobody is left who might say yes; a reconciler sees that.
      if (outcome.ok) await recordRepositoryCheck(tx, { contract, daemonId, outcome, asked: known.command });
    }
    if (known.command.kind === "merge" && record.result.ok) {
      const about = {
        ownerId,
        contractId: contract.id,
        phase: contract.phase,
        branch: contract.branch,
        actor,
      };
      await recordMerge(world, { tx, about, command: known.command, value: record.result.value });
    }
    if (known.command.kind === "make_branch" && record.result.ok) {
      await tellBranch(tx, { contract, actor, command: known.command });
    }
    if (known.command.kind === "try_command" && record.result.ok) {
      await tellTry(tx, { contract, actor, command: known.command, value: record.result.value });
    }
    if (known.command.kind === "inspect_worktree" && record.result.ok) {
      const of = { contract, taskId: known.command.taskId, epoch: known.command.epoch, actor };
      await recordLook(world, { tx, of, value: record.result.value });
    }
    await recordRemote(tx, { contract, daemonId, command: known.command, result: record.result });
    await recordWorktree(world, { tx, from, contract, command: known.command, actor });
    await recordResult(tx, { ownerId, daemonId, commandId: record.commandId, result: record.result });
    await answerCall(world, { tx, ownerId, commandId: record.commandId, result: record.result });
  });
}

async function tellBranch(
  tx: Tx,
  made: { contract: ContractRow; actor: Actor; command: Extract<MeshCommand, { kind: "make_branch" }> },
): Promise<void> {
  const { contract, actor, command } = made;
  const { checkpoint, branchName: branch, commit, taskId } = command;
  const { id: checkpointId, number, taskName: name } = checkpoint;
  await appendEvents(tx, { ownerId: contract.ownerId, contractId: contract.id }, [
    {
      type: "branch.made",
      actor,
      taskId,
      phase: contract.phase,
      data: { name, branch, commit, checkpointId, number },
    },
  ]);
}

/** The output is the answer's alone. */
async function tellTry(
  tx: Tx,
  tried: {
    contract: ContractRow;
    actor: Actor;
    command: Extract<MeshCommand, { kind: "try_command" }>;
    value: unknown;
  },
): Promise<void> {
  const { contract, actor, command } = tried;
  const { ownerId, phase } = contract;
  const { exitCode, ending, durationMs } = tryResult.parse(tried.value);
  const { id: taskId, name } = await lockTask(tx, { ownerId, taskId: command.taskId });
  const data = { name, command: command.command.slice(0, MOST_COMMAND), exitCode, ending, durationMs };
  await appendEvents(tx, { ownerId, contractId: contract.id }, [
    { type: "task.tried", actor, taskId, phase, data },
  ]);
}

/** Characters of a command as a line of the timeline can hold it. */
const MOST_COMMAND = 200;

/** A checkpoint that a person asked for, a worktree that was removed, or one that came back. */
async function recordWorktree(
  world: World,
  done: { tx: Tx; from: From; contract: ContractRow; command: MeshCommand; actor: Actor },
): Promise<void> {
  const { tx, from, contract, command, actor } = done;
  const { ownerId, daemonId } = from;
  const { commandId, result } = from.record;
  const { phase, id: contractId } = contract;
  const of = { ownerId, daemonId, commandId, phase, actor, result };
  if (command.kind === "remove_worktree")
    await recordRemoval(tx, { world, removal: { ...of, taskId: command.taskId } });
  if (command.kind === "return_worktree")
    await recordReturn(tx, { ...of, contractId, taskId: command.taskId, to: command.to });
  if (command.kind !== "make_checkpoint" || !result.ok) return;
  const { made } = checkpointResult.parse(result.value);
  if (made === null) return;
  const task = await lockTask(tx, { ownerId, taskId: command.taskId });
  const kept = { ids: world.ids, task, phase, epoch: task.epoch, made, actor };
  await keepCheckpoint(tx, { ...kept, isResult: !isTaskOver(task.status) });
}

/** What stood in a lost run's worktree is a checkpoint at the place where its conversation ended, unless it goes on already. */
async function recordLook(
  world: World,
  look: {
    tx: Tx;
    of: { contract: ContractRow; taskId: string; epoch: number; actor: Actor };
    value: unknown;
  },
): Promise<void> {
  const { tx, of } = look;
  const { kept: made } = inspectResult.parse(look.value);
  const task = await lockTask(tx, { ownerId: of.contract.ownerId, taskId: of.taskId });
  if (made === null || task.epoch !== of.epoch || task.status !== "interrupted") return;
  const { epoch, actor } = of;
  await keepCheckpoint(tx, { ids: world.ids, task, phase: of.contract.phase, epoch, made, actor });
}

async function recordMerge(
  world: World,
  merge: {
    tx: Tx;
    about: { ownerId: string; contractId: string; phase: string; branch: string; actor: Actor };
    command: { taskId: string; taskName: string };
    value: unknown;
  },
): Promise<void> {
  const { tx, about, command } = merge;
  const outcome = mergeResult.parse(merge.value);
  if (outcome.kept !== null) {
    const { ownerId, phase, actor } = about;
    const task = await lockTask(tx, { ownerId, taskId: command.taskId });
    await keepCheckpoint(tx, { ids: world.ids, task, phase, epoch: task.epoch, made: outcome.kept, actor });
  }
  const event = { actor: about.actor, taskId: command.taskId, phase: about.phase };
  if (!outcome.merged) {
    const data = { name: command.taskName, conflicts: outcome.conflicts };
    await appendEvents(tx, about, [{ ...event, type: "task.merge_conflicted", data }]);
    return;
  }
  const key = { ownerId: about.ownerId, taskId: command.taskId };
  const isFirst = await setMerged(tx, { ...key, commit: outcome.commit });
  await setBranchCommit(tx, { ...about, commit: outcome.commit });
  const data = { name: command.taskName, commit: outcome.commit };
  const { delivered, undelivered } = outcome;
  await appendEvents(tx, about, [
    ...(isFirst ? [{ ...event, type: "task.merged" as const, data }] : []),
    ...(undelivered === null
      ? []
      : [
          {
            ...event,
            type: "contract.undelivered" as const,
            data: { branch: about.branch, reason: undelivered, commit: outcome.commit },
          },
        ]),
    ...(delivered === null
      ? []
      : [
          {
            ...event,
            type: "contract.delivered" as const,
            data: { branch: about.branch, ref: delivered.ref, note: delivered.note, commit: outcome.commit },
          },
        ]),
  ]);
}

async function answerCall(
  world: World,
  { tx, ownerId, commandId, result }: { tx: Tx; ownerId: string; commandId: string; result: CommandResult },
): Promise<void> {
  const call = await callByCommand(tx, { ownerId, commandId });
  if (call === null) return;
  const task = await lockTask(tx, { ownerId, taskId: call.taskId });
  if (call.status !== "open" || call.epoch !== task.epoch) return;
  const settlement = result.ok
    ? { status: "done" as const, result: result.value }
    : { status: "done" as const, result: { code: result.code, message: result.message }, isError: true };
  await settleCall(tx, { world, task, call, settlement });
}
