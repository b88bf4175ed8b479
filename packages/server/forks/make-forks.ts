// Makes new tasks from a moment of another one: their code is a checkpoint's, their conversation continues its segment. Nothing is copied, and
// the original is not touched.
import { writeAgentChoice } from "@makima/core/agent";
import { isContractOver } from "@makima/core/contract";
import { composeForkNotice, type ForkFacts, type ForkWay, forkData, forkNames } from "@makima/core/fork";
import { Refusal } from "@makima/protocol/errors";
import type { Task } from "@makima/protocol/tasks";
import { type Actor, appendEvents } from "../journal/journal.ts";
import { saveSupervisor } from "../supervisors/supervisors.ts";
import { type ForkOf, type Held, spawnTask, viewTask } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { chooseCode } from "./choose-code.ts";
import type { Point } from "./find-point.ts";
import { gatherOriginal } from "./gather-original.ts";

export type ForkWish = {
  way: ForkWay;
  names: { name: string; count: number };
  /** the original's where there is none */
  plan: string | null;
  agent: string | null;
  includeConversation: boolean;
  branchName: string | null;
  targetDaemonId: string | null;
};

/** The caller holds contract and task, and has checked the agent. Throws CONTRACT_OVER, NOTHING_TO_FORK or COMMIT_GONE. */
export async function makeForks(
  world: World,
  { held, point, wish, actor }: { held: Held; point: Point; wish: ForkWish; actor: Actor },
): Promise<Task[]> {
  const { tx, contract, task } = held;
  const { ownerId } = task;
  refuseNothingToFork(held);
  const code = await chooseCode(tx, { contract, point, targetDaemonId: wish.targetDaemonId });
  const { name, count } = wish.names;
  const facts = await gatherFacts(held, { point, wish });
  const made = forkNames(name, count).map((forkName) => ({ id: world.ids.next(), name: forkName }));
  for (const [place, { id, name: forkName }] of made.entries()) {
    const fork: ForkOf = {
      from: {
        taskId: task.id,
        type: point.type,
        checkpointId: point.checkpoint?.id ?? null,
        messageId: point.messageId,
        at: point.at,
        way: wish.way,
      },
      baseCommit: code.baseCommit,
      branch: wish.branchName === null ? null : (forkNames(wish.branchName, count)[place] ?? null),
      head: wish.includeConversation ? point.head : null,
      notice: { kind: "fork", text: composeForkNotice(facts), data: forkData(facts) },
    };
    await spawnTask(tx, {
      ids: world.ids,
      task: {
        id,
        contract,
        parentTaskId: task.parentTaskId ?? task.id,
        name: forkName,
        plan: wish.plan ?? task.plan,
        // A contract has one supervisor: what was forked from it works for it.
        kind: task.kind === "supervisor" ? "worker" : task.kind,
        agent: wish.agent ?? writeAgentChoice(task),
        targetDaemonId: code.targetDaemonId,
        baseOn: code.baseOn,
        dependsOn: [],
        actor,
        fork,
      },
    });
  }
  await tellForked(held, { point, made, actor });
  return Promise.all(made.map(({ id }) => viewTask(tx, { ownerId, taskId: id })));
}

/** Throws CONTRACT_OVER, NOTHING_TO_FORK. */
export function refuseNothingToFork({ contract, task }: Held): void {
  if (isContractOver(contract.status))
    throw new Refusal("CONTRACT_OVER", `the contract is ${contract.status}`);
  if (task.epoch === 0) throw new Refusal("NOTHING_TO_FORK", `${task.name} has not begun`);
}

async function gatherFacts(
  { tx, task }: Held,
  { point, wish }: { point: Point; wish: ForkWish },
): Promise<ForkFacts> {
  const of = { ownerId: task.ownerId, taskId: task.id, at: point.at };
  const { id: taskId, name, status, kind } = task;
  return {
    origin: { taskId, name, status, isSupervisor: kind === "supervisor" },
    at: point.at,
    checkpointNumber: point.checkpoint?.number ?? null,
    messageId: point.messageId,
    messages: wish.includeConversation ? (point.head?.count ?? 0) : 0,
    includesConversation: wish.includeConversation,
    siblings: wish.names.count,
    ...(await gatherOriginal(tx, of)),
  };
}

async function tellForked(
  { tx, contract, task }: Held,
  { point, made, actor }: { point: Point; made: readonly { id: string; name: string }[]; actor: Actor },
): Promise<void> {
  const of = { ownerId: task.ownerId, contractId: contract.id };
  const data = {
    name: task.name,
    forks: made.map(({ name }) => name),
    forkIds: made.map(({ id }) => id),
    type: point.type,
    at: point.at,
    checkpointId: point.checkpoint?.id ?? null,
    messageId: point.messageId,
  };
  await appendEvents(tx, of, [{ type: "task.forked", actor, taskId: task.id, phase: contract.phase, data }]);
  await saveSupervisor(tx, of, { actor, activity: `Forked task ${task.name}` });
}
