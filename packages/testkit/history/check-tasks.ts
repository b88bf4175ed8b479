// Tasks: none is lost or made twice, each goes its legal way on a daemon of its owner, and none stands still for nothing.
import type { TaskStatus } from "@makima/core/task";
import type { Check, Evidence } from "./evidence.ts";
import { repeated } from "./repeated.ts";

/** T1 */
export const acknowledgedSpawnsAreKept: Check = ({ agentLog, tasks, calls }) => {
  const known = new Set(tasks.map(({ id }) => id));
  const told = agentLog.flatMap(({ kind, toolName, result }) =>
    kind === "tool_result" && toolName === "spawn_task" ? taskIdsIn(result) : [],
  );
  const spawned = calls.flatMap(({ spawnedTaskId, isAdopted }) =>
    spawnedTaskId === null || isAdopted ? [] : [spawnedTaskId],
  );
  return [
    ...told.filter((id) => !known.has(id)).map((id) => `an agent was told of task ${id}, which is not there`),
    ...repeated(spawned).map((id) => `task ${id} was spawned by two calls`),
  ];
};

const taskIdsIn = (result: unknown): string[] =>
  typeof result === "object" && result !== null && "taskId" in result ? [String(result.taskId)] : [];

/** Written from the domain page, not from the code that is checked by it. */
const MAY_FOLLOW: Readonly<Record<TaskStatus, readonly TaskStatus[]>> = {
  pending: ["starting", "failed", "cancelled"],
  starting: ["running", "waiting", "interrupted", "done", "failed", "cancelled"],
  running: ["waiting", "interrupted", "done", "failed", "cancelled"],
  waiting: ["starting", "running", "interrupted", "done", "failed", "cancelled"],
  interrupted: ["starting", "waiting", "done", "failed", "cancelled"],
  done: [],
  failed: [],
  cancelled: [],
};

const STATUS_OF: Readonly<Record<string, TaskStatus>> = {
  "task.spawned": "pending",
  "run.begun": "starting",
  "task.running": "running",
  "task.waiting": "waiting",
  "task.interrupted": "interrupted",
  "task.done": "done",
  "task.failed": "failed",
  "task.cancelled": "cancelled",
};

/** T5 */
export const onlyLegalTransitions: Check = ({ tasks, events }) =>
  tasks.flatMap(({ id, status }) => {
    const way = events.flatMap(({ taskId, type }) => (taskId === id ? (STATUS_OF[type] ?? []) : []));
    const faults = way.flatMap((next, place) => {
      const last = way[place - 1];
      if (last === undefined) return next === "pending" ? [] : [`task ${id} began as ${next}`];
      return MAY_FOLLOW[last].includes(next) ? [] : [`task ${id} went from ${last} to ${next}`];
    });
    const end = way.at(-1);
    const isTold = end === undefined || MAY_FOLLOW[end].length > 0 || end === status;
    return isTold ? faults : [...faults, `task ${id} is ${status} after it was ${end}`];
  });

/** T8 */
export const workGoesToTheOwnersDaemons: Check = ({ tasks, runs, daemons, commands }) => {
  const ownerOf = new Map(daemons.map(({ id, ownerId }) => [id, ownerId]));
  return [
    ...runs.flatMap(({ taskId, epoch, daemonId }) => {
      const owner = tasks.find(({ id }) => id === taskId)?.ownerId;
      return daemonId === null || ownerOf.size === 0 || ownerOf.get(daemonId) === owner
        ? []
        : [`run ${epoch} of task ${taskId} is on daemon ${daemonId} of another owner`];
    }),
    ...commands
      .filter(({ daemonId, ownerId }) => ownerOf.get(daemonId) !== ownerId)
      .map(({ id, daemonId }) => `command ${id} is for daemon ${daemonId} of another owner`),
  ];
};

/** T9 */
export const resultsAreCheckpoints: Check = ({ tasks, checkpoints }) =>
  tasks.flatMap(({ id, status, resultCommit }) => {
    const own = checkpoints.filter(({ taskId }) => taskId === id);
    return status !== "done" || resultCommit === null || own.some(({ commit }) => commit === resultCommit)
      ? []
      : [`task ${id} is done with ${resultCommit}, which is none of its checkpoints`];
  });

/** T10 */
export const limitsHoldAtEveryMoment: Check = ({ daemons, daemonSteps }) =>
  daemonSteps.flatMap(({ daemonId, steps }) => {
    const limit = daemons.find(({ id }) => id === daemonId)?.maxTasks ?? Number.POSITIVE_INFINITY;
    const most = mostAtOnce(steps);
    return most > limit ? [`daemon ${daemonId} ran ${most} turns at once, and takes ${limit}`] : [];
  });

function mostAtOnce(steps: Evidence["daemonSteps"][number]["steps"]): number {
  const turning = new Set<string>();
  let most = 0;
  for (const step of steps) {
    if (step.kind === "booted") turning.clear();
    if (step.kind === "turn_begun") turning.add(step.taskId);
    if (step.kind === "turn_ended" || step.kind === "process_ended") turning.delete(step.taskId);
    most = Math.max(most, turning.size);
  }
  return most;
}

/** T11 */
export const nothingStandsStill: Check = (evidence) => {
  const active = new Set(evidence.contracts.filter(({ status }) => status === "active").map(({ id }) => id));
  const owners = new Set(evidence.daemons.filter(({ isOnline }) => isOnline).map(({ ownerId }) => ownerId));
  return evidence.tasks
    .filter(
      ({ contractId, ownerId, isHeldBack, isBlocked }) =>
        active.has(contractId) && owners.has(ownerId) && !isHeldBack && !isBlocked,
    )
    .filter((task) => isStuck(task, evidence))
    .map(({ id, status }) => `task ${id} is ${status}, and nothing that it waits for has a name`);
};

function isStuck({ id, kind, status }: Evidence["tasks"][number], evidence: Evidence): boolean {
  if (status === "interrupted" || status === "starting") return true;
  if (status !== "waiting" || kind === "supervisor") return false;
  const isAwaiting = evidence.openWaits.some(({ taskId }) => taskId === id);
  const hasNews = evidence.deliveries.some(({ taskId, epoch }) => taskId === id && epoch === null);
  return !isAwaiting && !hasNews;
}
