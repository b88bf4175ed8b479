// Supervisors: their state agrees with the facts, and restorations are counted one by one.
import { decideRestoration } from "@makima/core/restoration";
import type { Evidence } from "./evidence.ts";

type Supervisor = Evidence["supervisors"][number];

export function checkSupervisors(evidence: Evidence): string[] {
  return [
    ...evidence.supervisors.flatMap((supervisor) => checkState(supervisor, evidence)),
    ...checkRestorations(evidence),
    ...checkDecisions(evidence),
  ];
}

function checkState(supervisor: Supervisor, evidence: Evidence): string[] {
  const { contractId, state, pendingQuestions } = supervisor;
  const open = openQuestions(supervisor, evidence);
  const wanted = wantedStates(supervisor, evidence);
  return [
    ...(wanted.includes(state)
      ? []
      : [
          `S3: the supervisor of contract ${contractId} is ${state}, and by the facts ${wanted.join(" or ")}`,
        ]),
    ...(open.length === pendingQuestions
      ? []
      : [
          `Q3: the supervisor of contract ${contractId} shows ${pendingQuestions} of ${open.length} open questions`,
        ]),
  ];
}

function openQuestions({ taskId }: Supervisor, { questions }: Evidence): Evidence["questions"] {
  return questions.filter((question) => question.taskId === taskId && question.status === "pending");
}

/** Written from the domain page, not from the code that is checked by it. */
function wantedStates(supervisor: Supervisor, evidence: Evidence): string[] {
  const contract = evidence.contracts.find(({ id }) => id === supervisor.contractId);
  const task = evidence.tasks.find(({ id }) => id === supervisor.taskId);
  if (contract?.status === "completed") return ["completed"];
  if (contract?.status === "failed" || contract?.status === "cancelled") return ["failed"];
  const open = openQuestions(supervisor, evidence);
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

function checkRestorations({ tasks, supervisors, restorations }: Evidence): string[] {
  const counted = [
    ...tasks.map(({ id, restorationCount }) => ({ what: `task ${id}`, id, restorationCount })),
    ...supervisors.map(({ taskId, restorationCount }) => ({
      what: `the supervisor ${taskId}`,
      id: taskId,
      restorationCount,
    })),
  ];
  return counted.flatMap(({ what, id, restorationCount }) => {
    const numbers = restorations
      .filter(({ taskId, outcome }) => taskId === id && outcome === "done")
      .map(({ number }) => number);
    const isRight =
      numbers.length === restorationCount && numbers.every((number, place) => number === place + 1);
    return isRight
      ? []
      : [`S2: ${what} counts ${restorationCount} restorations, its rows are ${numbers.join(" ")}`];
  });
}

/** Whoever decides again from what a decision was made from decides the same. */
const checkDecisions = ({ restorations }: Evidence): string[] =>
  restorations.flatMap(({ taskId, number, plan, inputs }) => {
    const again = decideRestoration(inputs).plan;
    return again === plan
      ? []
      : [`S7: restoration ${number} of task ${taskId} was ${plan}, and from its inputs it is ${again}`];
  });
