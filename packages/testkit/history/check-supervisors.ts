// Supervisors: one at a time, in the state that the facts say, with save points that none is lost of.
import { phasesOf } from "@makima/core/contract";
import type { Check, Evidence } from "./evidence.ts";
import { repeated } from "./repeated.ts";
import { spoken } from "./spoken.ts";

type Supervisor = Evidence["supervisors"][number];

/** S1 */
export const oneSupervisorAContract: Check = ({ tasks, events, runs }) => {
  const supervisors = tasks.filter(({ kind }) => kind === "supervisor");
  return [
    ...repeated(supervisors.map(({ contractId }) => contractId)).map(
      (id) => `contract ${id} has two supervisors`,
    ),
    ...supervisors.flatMap(({ id, epoch }) => {
      const epochs = events.flatMap(({ taskId, type, data }) =>
        taskId === id && type === "run.begun" ? [Number(data["epoch"])] : [],
      );
      const isGrowing = epochs.every((one, place) => one > (epochs[place - 1] ?? 0));
      const newest = Math.max(0, ...runs.filter(({ taskId }) => taskId === id).map((run) => run.epoch));
      return [
        ...(isGrowing ? [] : [`the runs of supervisor ${id} began as ${epochs.join(" ")}`]),
        ...(newest > epoch ? [`supervisor ${id} is at run ${epoch}, and has run ${newest}`] : []),
      ];
    }),
  ];
};

/** S3 */
export const statesAgreeWithFacts: Check = (evidence) =>
  evidence.supervisors.flatMap((supervisor) => {
    const wanted = wantedStates(supervisor, evidence);
    return wanted.includes(supervisor.state)
      ? []
      : [
          `the supervisor of contract ${supervisor.contractId} is ${supervisor.state}, and by the facts ${wanted.join(" or ")}`,
        ];
  });

/** Written from the domain page, not from the code that is checked by it. */
function wantedStates(supervisor: Supervisor, evidence: Evidence): string[] {
  const contract = evidence.contracts.find(({ id }) => id === supervisor.contractId);
  const task = evidence.tasks.find(({ id }) => id === supervisor.taskId);
  if (contract?.status === "completed") return ["completed"];
  if (contract?.status === "failed" || contract?.status === "cancelled") return ["failed"];
  const open = evidence.questions.filter(
    ({ taskId, status }) => taskId === supervisor.taskId && status === "pending",
  );
  const isHeld = open.some(({ questionType }) => questionType === "recovery" || questionType === "budget");
  if (task?.status === "running") return ["working"];
  if (isHeld || task?.isBlocked === true) return ["blocked"];
  if (task?.status === "interrupted") return ["interrupted"];
  if (task?.status === "pending" || task?.status === "starting") return ["initializing"];
  if (open.length > 0) return ["waiting_for_user"];
  const awaitsTasks = evidence.openWaits.some(
    ({ taskId, kind }) => taskId === supervisor.taskId && kind === "tasks",
  );
  // An answer that its agent has not heard yet counts as work.
  return awaitsTasks ? ["waiting_for_tasks", "working"] : ["idle", "working"];
}

/** S4 */
export const progressIsAPercentage: Check = ({ supervisors, tasks, events }) => {
  const told = [
    ...supervisors.map(({ contractId, progress }) => ({
      what: `the supervisor of contract ${contractId}`,
      progress,
    })),
    ...tasks.map(({ id, progress }) => ({ what: `task ${id}`, progress })),
    ...events.flatMap(({ contractId, number, data }) =>
      "progress" in data
        ? [{ what: `event ${number} of contract ${contractId}`, progress: data["progress"] }]
        : [],
    ),
  ];
  return told
    .filter(
      ({ progress }) => !(Number.isInteger(progress) && Number(progress) >= 0 && Number(progress) <= 100),
    )
    .map(({ what, progress }) => `${what} is at ${String(progress)} %`);
};

/** S5: the row is what its newest event tells, and has at least as many versions as there are events. */
export const savePointsAreKept: Check = ({ supervisors, events }) =>
  supervisors.flatMap(({ contractId, version, state, progress }) => {
    const told = events.filter(
      (one) => one.contractId === contractId && one.type === "supervisor.state_changed",
    );
    const newest = told.at(-1)?.data;
    const isTold = newest === undefined || (newest["state"] === state && newest["progress"] === progress);
    const chain = told.flatMap(({ data, number }, place) => {
      const before = told[place - 1]?.data["state"];
      return before === undefined || data["previous"] === before
        ? []
        : [
            `event ${number} of contract ${contractId} follows on ${String(data["previous"])}, and ${spoken(before)} was told`,
          ];
    });
    return [
      ...(isTold
        ? []
        : [
            `the supervisor of contract ${contractId} is ${state} at ${progress} %, and its newest event tells of ${String(newest?.["state"])} at ${String(newest?.["progress"])} %`,
          ]),
      ...(version >= told.length
        ? []
        : [`the supervisor of contract ${contractId} has version ${version} after ${told.length} changes`]),
      ...chain,
    ];
  });

/** S9 */
export const spawnedTasksAreItsOwn: Check = ({ tasks, calls }) =>
  calls.flatMap(({ taskId, spawnedTaskId }) => {
    if (spawnedTaskId === null) return [];
    const boss = tasks.find(({ id }) => id === taskId);
    const child = tasks.find(({ id }) => id === spawnedTaskId);
    if (child === undefined) return [`task ${taskId} spawned ${spawnedTaskId}, which is not there`];
    return child.contractId === boss?.contractId
      ? []
      : [`task ${taskId} spawned ${spawnedTaskId} in another contract`];
  });

/** S10: what begins or is brought back is not still at it when all is well again. */
export const nobodyStaysInitializing: Check = ({ supervisors, contracts, tasks, daemons }) => {
  const active = new Set(contracts.filter(({ status }) => status === "active").map(({ id }) => id));
  const owners = new Set(daemons.filter(({ isOnline }) => isOnline).map(({ ownerId }) => ownerId));
  return supervisors.flatMap(({ contractId, taskId, state }) => {
    const task = tasks.find(({ id }) => id === taskId);
    if (task === undefined || task.isHeldBack || !active.has(contractId) || !owners.has(task.ownerId))
      return [];
    return state === "interrupted" || (state === "initializing" && task.status !== "pending")
      ? [`the supervisor of contract ${contractId} is still ${state}`]
      : [];
  });
};

/** S11 */
export const phasesOnlyGoForward: Check = ({ contracts, events }) =>
  contracts.flatMap(({ id, type, phase }) => {
    const order: readonly string[] = phasesOf(type);
    let at = order[0];
    const moves = events.filter((event) => event.contractId === id && event.type === "phase.changed");
    const faults = moves.flatMap(({ number, data }) => {
      const { from, to } = data;
      const isLegal = from === at && order.indexOf(String(to)) > order.indexOf(String(from));
      const fault = isLegal
        ? []
        : [`event ${number} moves contract ${id} from ${String(from)} to ${String(to)}, and it was in ${at}`];
      at = String(to);
      return fault;
    });
    return at === phase ? faults : [...faults, `contract ${id} is in ${phase}, and its events led to ${at}`];
  });
