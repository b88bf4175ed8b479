// Begins a run: the epoch grows, the conversation is closed to every older run, and the daemon is told to start the agent.
import type { ChosenOptions } from "@makima/core/agent";
import type { StartRun } from "@makima/protocol/mesh";
import { sendCommand } from "../daemons/daemons.ts";
import type { Tx } from "../db/database.ts";
import { appendEvents, SERVER } from "../journal/journal.ts";
import { hasDenials } from "../rules/rules.ts";
import type { World } from "../world.ts";
import { SET_CONVERSATION_EPOCH } from "./conversation-writer.ts";
import { openDeliveries } from "./deliveries.ts";
import type { TaskRow } from "./lock-task.ts";
import { placeTurn, questionIdsOf } from "./place-turn.ts";
import { baseCommit, checkpointsOf, finishedResults, pastSize, restoreCommit } from "./run-material.ts";
import { newestSession } from "./runs.ts";
import { INSERT_RUN, SET_EPOCH } from "./writer.ts";

export type RunContract = {
  id: string;
  phase: string;
  branch: string;
  branchCommit: string | null;
  /** the daemon whose mirror holds the branch */
  homeId: string | null;
  repository: { path: string; baseBranch: string; baseCommit: string };
  trustRepository: boolean;
  agentOptions: Readonly<Record<string, ChosenOptions>>;
  /** what the owner wants done in each fresh worktree */
  setup: string | null;
  copy: string[];
};
export type RunDaemon = { id: string; bootId: string };

/** The new epoch: nothing that an older run says is taken in from here on. */
export async function growEpoch(
  tx: Tx,
  { task, daemonId, status }: { task: TaskRow; daemonId: string | null; status: "starting" | "waiting" },
): Promise<number> {
  const epoch = task.epoch + 1;
  tx.send(SET_EPOCH, [task.ownerId, task.id, epoch, daemonId, status]);
  tx.send(SET_CONVERSATION_EPOCH, [task.ownerId, task.id, epoch, daemonId]);
  return epoch;
}

/**
 * Contract and task are locked by the caller. Takes every item that waits for the agent into the first turn.
 * @returns the epoch, and the questions whose answers the turn brings
 */
export async function beginRun(
  tx: Tx,
  input: {
    world: World;
    task: TaskRow;
    contract: RunContract;
    daemon: RunDaemon;
    epoch: number;
    /** the task was on another daemon before */
    isMoved: boolean;
  },
): Promise<{ questionIds: string[] }> {
  const { world, task, contract, daemon, epoch } = input;
  const { ownerId } = task;
  tx.send(INSERT_RUN, [ownerId, task.id, epoch, daemon.id, daemon.bootId, task.agent]);
  const { messages, outputBytes } = await pastSize(tx, task);
  const hasPast = messages > 0;
  const items = await openDeliveries(tx, { ownerId, taskId: task.id });
  const words = await placeTurn(tx, { ownerId, taskId: task.id, epoch, items });
  const shortenPast = hasPast && task.refusal?.kind === "context_too_long";
  const session = hasPast && !shortenPast ? await newestSession(tx, { ownerId, taskId: task.id }) : null;
  const { checkpoint, lastCheckpoint } = await checkpointsOf(tx, task);
  const command: StartRun = {
    kind: "start_run",
    taskId: task.id,
    epoch,
    contractId: contract.id,
    taskKind: task.kind,
    name: task.name,
    agent: task.agent,
    model: task.model,
    effort: contract.agentOptions[task.agent]?.effort ?? null,
    trustRepository: contract.trustRepository,
    repository: contract.repository,
    setup: contract.setup,
    copy: contract.copy,
    contractBranch: contract.branch,
    branchCommit: contract.branchCommit,
    isHome: contract.homeId === daemon.id,
    branch: task.branch,
    baseCommit: await baseCommit(tx, task),
    results: await finishedResults(tx, task),
    checkpoint,
    lastCheckpoint,
    isMoved: input.isMoved,
    restoreTo: await restoreCommit(tx, task),
    agentSession: session?.daemonId === daemon.id ? session.session : null,
    hasPast,
    shortenPast,
    hasDenials: await hasDenials(tx, { ownerId, contractId: contract.id }),
    outputBytes,
    turn: { number: 1, ...words },
  };
  await sendCommand(tx, { world, to: { ownerId, daemonId: daemon.id, contractId: contract.id }, command });
  await tellBeginning(tx, input);
  return { questionIds: questionIdsOf(items) };
}

async function tellBeginning(
  tx: Tx,
  {
    task,
    contract,
    daemon,
    epoch,
  }: { task: TaskRow; contract: RunContract; daemon: RunDaemon; epoch: number },
): Promise<void> {
  const about = { actor: SERVER, taskId: task.id, phase: contract.phase };
  await appendEvents(tx, { ownerId: task.ownerId, contractId: contract.id }, [
    { ...about, type: "run.begun", data: { name: task.name, epoch, daemonId: daemon.id } },
    ...(epoch === 1
      ? [{ ...about, type: "task.started" as const, data: { name: task.name, agent: task.agent } }]
      : []),
  ]);
}
