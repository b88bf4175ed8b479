// Runs: each began at most once, none lives under what is over, and nothing of an ended one is left.
import { isContractOver } from "@makima/core/contract";
import { isTaskOver } from "@makima/core/task";
import type { Evidence } from "./evidence.ts";

export function checkRuns(evidence: Evidence): string[] {
  return [...checkStarts(evidence), ...checkEnds(evidence), ...checkLeftovers(evidence)];
}

function checkStarts({ events, runs, spools, agentLog }: Evidence): string[] {
  const begun = events
    .filter(({ type }) => type === "run.begun")
    .map(({ taskId, data }) => `${taskId}/${String(data["epoch"])}`);
  const started = spools.flatMap(({ records }) =>
    records.flatMap((record) => (record.kind === "run_started" ? [`${record.taskId}/${record.epoch}`] : [])),
  );
  const known = new Set(runs.map(({ taskId, epoch }) => `${taskId}/${epoch}`));
  const sessions = agentLog.filter(({ type, kind }) => type === "input" && kind === "new").length;
  const processes = runs.filter(({ daemonId }) => daemonId !== null).length;
  return [
    ...repeated(begun).map((run) => `T3: run ${run} was begun twice`),
    ...repeated(started).map((run) => `T3: the agent of run ${run} was started twice`),
    ...started.filter((run) => !known.has(run)).map((run) => `T3: an agent was started for no run: ${run}`),
    ...(sessions > processes ? [`T3: ${processes} runs have opened ${sessions} sessions of agents`] : []),
  ];
}

function checkEnds({ contracts, tasks, runs, calls }: Evidence): string[] {
  const over = new Set(contracts.filter(({ status }) => isContractOver(status)).map(({ id }) => id));
  const live = new Set(runs.filter(({ isLive }) => isLive).map(({ taskId }) => taskId));
  return [
    ...tasks
      .filter(({ contractId, status }) => over.has(contractId) && !isTaskOver(status))
      .map(({ id, status }) => `T12: task ${id} is ${status} in a contract that is over`),
    ...tasks
      .filter(({ id, status }) => isTaskOver(status) && live.has(id))
      .map(({ id, status }) => `T12: task ${id} is ${status} and has a live run`),
    ...calls
      .filter(({ taskId, status }) => status === "open" && !live.has(taskId))
      .map(({ taskId, callKey }) => `H4: call ${callKey} of task ${taskId} is open, and nobody makes it`),
  ];
}

function checkLeftovers({ runs, liveAgents }: Evidence): string[] {
  const isQuiet = runs.every(({ isLive }) => !isLive);
  return isQuiet ? liveAgents.map((pid) => `O5: process ${pid} is an agent of no run`) : [];
}

function repeated(names: readonly string[]): string[] {
  return names.filter((name, place) => names.indexOf(name) !== place);
}
