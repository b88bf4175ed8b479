// Restorations: counted one by one, and told to the agent once each.
import { decideRestoration } from "@makima/core/restoration";
import { blocksOf } from "../agent-log.ts";
import type { Check } from "./evidence.ts";
import { repeated } from "./repeated.ts";

/** S2 */
export const restorationsAreCountedOnce: Check = ({ tasks, supervisors, restorations, runs, events }) => {
  const counted = [
    ...tasks.map(({ id, restorationCount }) => ({ what: `task ${id}`, id, restorationCount })),
    ...supervisors.map(({ taskId, restorationCount }) => ({
      what: `the supervisor ${taskId}`,
      id: taskId,
      restorationCount,
    })),
  ];
  const wrong = counted.flatMap(({ what, id, restorationCount }) => {
    const numbers = restorations.filter(({ taskId }) => taskId === id).map(({ number }) => number);
    const isRight =
      numbers.length === restorationCount && numbers.every((number, place) => number === place + 1);
    return isRight
      ? []
      : [`${what} counts ${restorationCount} restorations, its rows are ${numbers.join(" ")}`];
  });
  // A run that follows on one that ended without consent is a restoration, and so is one for which a person interrupted a task whose process had
  // been parked; no other run is one.
  const byHand = new Set(
    events
      .filter(({ type, data }) => type === "task.interrupted" && data["reason"] === "manual")
      .map(({ taskId, data }) => `${taskId}/${String(data["epoch"])}`),
  );
  const missed = runs.flatMap(({ taskId, epoch }) => {
    const before = runs.find((run) => run.taskId === taskId && run.epoch === epoch - 1);
    const isRestored = restorations.some((one) => one.taskId === taskId && one.epoch === epoch);
    const isDue =
      before !== undefined &&
      (WITHOUT_CONSENT.has(before.endReason ?? "") || byHand.has(`${taskId}/${before.epoch}`));
    if (isDue === isRestored) return [];
    return [
      `run ${epoch} of task ${taskId} ${isDue ? "is a restoration that was not counted" : "was counted as a restoration"}`,
    ];
  });
  return [...wrong, ...missed];
};

const WITHOUT_CONSENT = new Set([
  "daemon_restart",
  "server_restart",
  "task_reassignment",
  "manual",
  "agent_ended",
]);

/** S6 */
export const noticesAreToldOnce: Check = ({ restorations, deliveries, agentLog }) => {
  const told = agentLog.flatMap((line) =>
    blocksOf(line)
      .filter(({ kind }) => kind === "restoration")
      .map(
        (notice) => `${line.sessionId}: ${String(notice["number"])} of ${String(notice["interruptedAt"])}`,
      ),
  );
  const sent = deliveries.filter(({ kind }) => kind === "notice");
  const tasks = new Set([...restorations, ...sent].map(({ taskId }) => taskId));
  return [
    ...repeated(told).map((notice) => `an agent was told of restoration ${notice} twice`),
    ...[...tasks].flatMap((id) => {
      const counted = restorations.filter(({ taskId }) => taskId === id).length;
      const notices = sent.filter(({ taskId }) => taskId === id).length;
      return counted === notices ? [] : [`task ${id} was restored ${counted} times, with ${notices} notices`];
    }),
  ];
};

/** S7: whoever decides again from what a decision was made from decides the same. */
export const plansFollowFromTheirInputs: Check = ({ restorations }) =>
  restorations.flatMap(({ taskId, number, plan, inputs }) => {
    const again = decideRestoration(inputs).plan;
    return again === plan
      ? []
      : [`restoration ${number} of task ${taskId} was ${plan}, and from its inputs it is ${again}`];
  });
