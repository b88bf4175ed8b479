// What a person asks of a daemon's hands: the command is committed, its result waited for, and after half a minute the row remains.
import { type ErrorCode, Refusal } from "@makima/protocol/errors";
import type { MeshCommand } from "@makima/protocol/mesh";
import { diffShape, mergeShape } from "@makima/protocol/tasks";
import type { z } from "zod";
import { repositoryOf } from "../contracts/contracts.ts";
import { awaitHands, sendCommand } from "../daemons/daemons.ts";
import { Pending } from "../pending.ts";
import { baseCommit, type Held, withTask } from "../tasks/tasks.ts";
import type { Principal, World } from "../world.ts";
import { mergeCommand } from "./merge-command.ts";

type OfTask = { params: { id: string } };

/** Throws NOT_FOUND, NO_RESULT, NO_DAEMON, DAEMON_FAILED. */
export async function mergeForPerson(
  world: World,
  principal: Principal,
  { params }: OfTask,
): Promise<z.infer<typeof mergeShape> | Pending> {
  const value = await askHands(world, { principal, taskId: params.id }, ({ tx, contract, task }) => {
    if (task.status !== "done" || task.resultCommit === null) {
      throw new Refusal(
        "NO_RESULT",
        `the task is ${task.status}${task.resultCommit === null ? " and changed nothing" : ""}`,
      );
    }
    return mergeCommand(tx, { contract, task, commit: task.resultCommit, mergeId: world.ids.next() });
  });
  return value instanceof Pending ? value : mergeShape.parse(value);
}

/** Throws NOT_FOUND, NO_RESULT, NO_DAEMON, DAEMON_FAILED. */
export async function diffForPerson(
  world: World,
  principal: Principal,
  { params }: OfTask,
): Promise<z.infer<typeof diffShape> | Pending> {
  const value = await askHands(world, { principal, taskId: params.id }, diffCommand);
  return value instanceof Pending ? value : diffShape.parse(value);
}

/** What asks for the changes of a task. Throws NO_RESULT. */
export async function diffCommand({
  tx,
  contract,
  task,
}: Held): Promise<Extract<MeshCommand, { kind: "diff" }>> {
  if (task.epoch === 0) throw new Refusal("NO_RESULT", "the task has not begun");
  return {
    kind: "diff",
    contractId: contract.id,
    taskId: task.id,
    repository: repositoryOf(contract),
    contractBranch: contract.branch,
    branchCommit: contract.branchCommit,
    commit: task.resultCommit,
    baseCommit: await baseCommit(tx, task),
  };
}

/**
 * Has the contract's home, or `inWorktree` the daemon that has the task's worktree, do what `commandFor` says. `codes`: what a daemon's own code of a refusal is called here.
 * Throws NOT_FOUND, NO_DAEMON, what `commandFor` throws, and DAEMON_FAILED or what `codes` names.
 */
export async function askHands(
  world: World,
  {
    principal,
    taskId,
    codes = {},
    inWorktree = false,
  }: {
    principal: Principal;
    taskId: string;
    codes?: Readonly<Record<string, ErrorCode>>;
    inWorktree?: boolean;
  },
  commandFor: (held: Held) => MeshCommand | Promise<MeshCommand>,
): Promise<unknown> {
  const { ownerId } = principal;
  const { operationId } = await withTask(world, { ownerId, taskId }, async (held) => {
    const command = await commandFor(held);
    const { daemonId } = inWorktree ? held.task : held.contract;
    if (daemonId === null) throw new Refusal("NO_DAEMON", "no daemon has what this is about");
    const to = { ownerId, daemonId, contractId: held.contract.id };
    return new Pending(await sendCommand(held.tx, { world, to, command }));
  });
  return awaitHands(world, { ownerId, operationId }, codes);
}
