// Runs: each began at most once and alone, none lives under what is over, and nothing of an ended one is left.
import { isContractOver } from "@makima/core/contract";
import { isTaskOver } from "@makima/core/task";
import type { Check, Evidence } from "./evidence.ts";
import { repeated } from "./repeated.ts";

/** T2 */
export const oneRunAtATime: Check = ({ events, runs }) => {
  const live = new Map<string, number>();
  const faults: string[] = [];
  for (const { type, taskId, contractId, data } of events) {
    const epoch = Number(data["epoch"]);
    const task = `${contractId}/${taskId}`;
    if (type === "run.begun") {
      if (live.has(task))
        faults.push(`run ${epoch} of task ${taskId} began while run ${live.get(task) ?? 0} was live`);
      live.set(task, epoch);
    }
    if (type === "run.ended" && live.get(task) === epoch) live.delete(task);
  }
  const alive = runs.filter(({ isLive }) => isLive).map(({ taskId }) => taskId);
  return [...faults, ...repeated(alive).map((taskId) => `task ${taskId} has two live runs`)];
};

/** T3 */
export const oneProcessARun: Check = ({ events, runs, spools, daemonSteps, agentLog }) => {
  const begun = events
    .filter(({ type }) => type === "run.begun")
    .map(({ taskId, data }) => `${taskId}/${String(data["epoch"])}`);
  const told = spools.flatMap(({ records }) =>
    records.flatMap((record) => (record.kind === "run_started" ? [`${record.taskId}/${record.epoch}`] : [])),
  );
  const started = daemonSteps.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.kind === "process_started" ? [`${step.taskId}/${step.epoch}`] : [])),
  );
  const known = new Set(runs.map(({ taskId, epoch }) => `${taskId}/${epoch}`));
  const sessions = agentLog.filter(({ type, kind }) => type === "input" && kind === "new").length;
  const processes = runs.filter(({ daemonId }) => daemonId !== null).length;
  return [
    ...repeated(begun).map((run) => `run ${run} was begun twice`),
    ...repeated(told).map((run) => `the agent of run ${run} was told of twice`),
    ...repeated(started).map((run) => `the agent of run ${run} was started twice`),
    ...[...told, ...started]
      .filter((run) => !known.has(run))
      .map((run) => `an agent was started for no run: ${run}`),
    ...(sessions > processes ? [`${processes} runs have opened ${sessions} sessions of agents`] : []),
  ];
};

/** T4: neither in a conversation nor in the journal does anything of an older run stand behind a newer one's, and no run ends by another's word. */
export const fencedRunsChangeNothing: Check = (evidence) => [
  ...overtaken(evidence.messages, ({ taskId, seq }) => `message ${seq} of task ${taskId}`),
  ...overtaken(evidence.calls, ({ taskId, callKey }) => `call ${callKey} of task ${taskId}`),
  ...lateCheckpoints(evidence),
  ...endsThatNobodyTold(evidence),
  ...strangeRuns(evidence),
];

type OfRun = { taskId: string; epoch: number };

/** In the order of their coming. */
function overtaken<Row extends OfRun>(rows: readonly Row[], nameOf: (row: Row) => string): string[] {
  const newest = new Map<string, number>();
  return rows.flatMap((row) => {
    const before = newest.get(row.taskId) ?? 0;
    newest.set(row.taskId, Math.max(before, row.epoch));
    return row.epoch < before
      ? [`${nameOf(row)} is of run ${row.epoch} and stands behind one of run ${before}`]
      : [];
  });
}

function lateCheckpoints({ events, checkpoints }: Evidence): string[] {
  const epochOf = new Map(checkpoints.map(({ taskId, number, epoch }) => [`${taskId}/${number}`, epoch]));
  const newest = new Map<string | null, number>();
  return events.flatMap(({ type, taskId, data }) => {
    if (type === "run.begun") newest.set(taskId, Number(data["epoch"]));
    const epoch = epochOf.get(`${taskId}/${String(data["number"])}`);
    const now = newest.get(taskId) ?? 0;
    return type === "checkpoint.made" && epoch !== undefined && epoch < now
      ? [`checkpoint ${String(data["number"])} of task ${taskId} is of run ${epoch} and came in run ${now}`]
      : [];
  });
}

/** A run whose agent ended was told of by itself. */
function endsThatNobodyTold({ runs, spools }: Evidence): string[] {
  if (spools.length === 0 || !spools.every(({ isWhole }) => isWhole === true)) return [];
  const told = new Set(
    spools.flatMap(({ records }) =>
      records.flatMap((record) =>
        record.kind === "run_ended" || (record.kind === "turn_ended" && record.error !== null)
          ? [`${record.taskId}/${record.epoch}`]
          : [],
      ),
    ),
  );
  return runs
    .filter(({ taskId, epoch, endReason }) => endReason === "agent_ended" && !told.has(`${taskId}/${epoch}`))
    .map(({ taskId, epoch }) => `run ${epoch} of task ${taskId} ended, and its own daemon never said so`);
}

function strangeRuns({ runs, spools }: Evidence): string[] {
  const known = new Set(runs.map(({ taskId, epoch }) => `${taskId}/${epoch}`));
  return spools.flatMap(({ daemonId, records }) =>
    records
      .filter((record) => "epoch" in record && !known.has(`${record.taskId}/${record.epoch}`))
      .map((record) => `daemon ${daemonId} speaks for a run that never was: ${record.kind}`),
  );
}

/** T12 */
export const childrenEndWithTheirContract: Check = ({ contracts, tasks, runs }) => {
  const over = new Set(contracts.filter(({ status }) => isContractOver(status)).map(({ id }) => id));
  const live = new Set(runs.filter(({ isLive }) => isLive).map(({ taskId }) => taskId));
  return [
    ...tasks
      .filter(({ contractId, status }) => over.has(contractId) && !isTaskOver(status))
      .map(({ id, status }) => `task ${id} is ${status} in a contract that is over`),
    ...tasks
      .filter(({ id, status }) => isTaskOver(status) && live.has(id))
      .map(({ id, status }) => `task ${id} is ${status} and has a live run`),
  ];
};

/** T7 and O5 look at what is left on the machine. */
export const oneRunAWorktree: Check = ({ looseWorktrees, daemonSteps }) => [
  ...looseWorktrees.map((path) => `a worktree was left behind: ${path}`),
  ...daemonSteps.flatMap(({ daemonId, steps }) => overlaps(steps).map((run) => `daemon ${daemonId}: ${run}`)),
];

function overlaps(steps: Evidence["daemonSteps"][number]["steps"]): string[] {
  const inside = new Map<string, number>();
  return steps.flatMap((step) => {
    // The processes of an earlier life are ended before a daemon does anything else.
    if (step.kind === "booted") inside.clear();
    if (step.kind === "process_ended") inside.delete(step.taskId);
    if (step.kind !== "process_started") return [];
    const other = inside.get(step.taskId);
    inside.set(step.taskId, step.epoch);
    return other === undefined
      ? []
      : [`runs ${other} and ${step.epoch} of task ${step.taskId} share a worktree`];
  });
}

/** O5 */
export const nothingIsLeftBehind: Check = ({ runs, liveAgents }) => {
  const isQuiet = runs.every(({ isLive }) => !isLive);
  return isQuiet ? liveAgents.map((pid) => `process ${pid} is an agent of no run`) : [];
};
