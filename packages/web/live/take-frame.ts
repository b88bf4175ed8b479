// Brings what the owner's stream tells into what the page holds, so that no page asks again for what it was told.
import type { WatchedFrame } from "@makima/client";
import type { Contract } from "@makima/protocol/contracts";
import type { QuestionView } from "@makima/protocol/questions";
import type { Supervisor } from "@makima/protocol/supervisors";
import type { Task } from "@makima/protocol/tasks";
import type { TimelineEvent } from "@makima/protocol/timeline";
import type { QueryClient } from "@tanstack/react-query";
import { keys } from "./keys.ts";

/** A frame's data has the shape of the noun that its kind names; the server has made it from the same schemas. */
export function takeFrame(cache: QueryClient, frame: WatchedFrame): void {
  if ("live" in frame) return;
  if (frame.kind === "state") takeState(cache, frame.data as Supervisor);
  else if (frame.kind === "task") takeTask(cache, frame.data as Task);
  else if (frame.kind === "question") takeQuestion(cache, frame.data as QuestionView);
  else if (frame.kind === "event") takeEvent(cache, frame.data as TimelineEvent);
}

function takeState(cache: QueryClient, state: Supervisor): void {
  cache.setQueryData<Supervisor>(keys.supervisor(state.contractId), (old) =>
    old !== undefined && old.version > state.version ? old : { ...old, ...state },
  );
  const supervisor = {
    state: state.state,
    currentActivity: state.currentActivity,
    progress: state.progress,
    pendingQuestionsCount: state.pendingQuestions.length,
    lastActivity: state.lastActivity,
  };
  const patch = (contract: Contract): Contract => ({
    ...contract,
    supervisor,
    phase: state.phase,
    supervisorTaskId: state.supervisorTaskId,
  });
  cache.setQueryData<Contract>(keys.contract(state.contractId), (old) => old && patch(old));
  cache.setQueryData<Contract[]>(keys.contracts, (old) =>
    old?.map((contract) => (contract.id === state.contractId ? patch(contract) : contract)),
  );
}

function takeTask(cache: QueryClient, task: Task): void {
  const known = cache.getQueryData<Task[]>(keys.tasks(task.contractId))?.find(({ id }) => id === task.id);
  // The contract's cost is its own sum, which no frame tells: a turn of its tasks that ended has changed it.
  if (task.usage.turns > 0 && task.usage.turns !== known?.usage.turns) {
    for (const queryKey of [keys.contracts, keys.contract(task.contractId)]) {
      cache.invalidateQueries({ queryKey }, { cancelRefetch: false }).catch(reportLater);
    }
  }
  cache.setQueryData<Task[]>(keys.tasks(task.contractId), (old) => old && putIn(old, task));
}

/** The list holds pending questions alone; one that got its answer elsewhere disappears at once. */
function takeQuestion(cache: QueryClient, question: QuestionView): void {
  cache.setQueryData<QuestionView[]>(keys.questions, (old) => {
    if (old === undefined) return old;
    if (question.status !== "pending") return old.filter(({ id }) => id !== question.id);
    return putIn(old, question);
  });
}

function takeEvent(cache: QueryClient, event: TimelineEvent): void {
  cache.setQueryData<TimelineEvent[]>(keys.timeline, (old) =>
    old === undefined || old.some((known) => isSame(known, event)) ? old : [event, ...old].slice(0, 500),
  );
  for (const key of staleAfter(event)) {
    cache.invalidateQueries({ queryKey: key }).catch(reportLater);
  }
}

const isSame = (a: TimelineEvent, b: TimelineEvent): boolean =>
  a.contractId === b.contractId && a.number === b.number;

/** What an event changes that no frame of its own tells. */
function staleAfter({ type, contractId, taskId }: TimelineEvent): (readonly string[])[] {
  const noun = type.split(".")[0];
  if (noun === "contract" || noun === "phase")
    return [keys.contracts, keys.contract(contractId), keys.questions];
  if (noun === "daemon") return [keys.daemons];
  if (noun === "restoration") return [keys.restorations(contractId)];
  if (noun === "finding") return [keys.findings(contractId)];
  if (taskId === null) return [];
  if (noun === "checkpoint") return [keys.checkpoints(taskId), keys.diff(taskId), keys.graph(contractId)];
  if (noun === "code") return [keys.diff(taskId), keys.checkpoints(taskId)];
  if (type === "task.merge_conflicted") return [keys.conflict(taskId)];
  if (type === "task.merged" || type === "task.done") return [keys.diff(taskId)];
  return [];
}

function putIn<Item extends { id: string }>(items: readonly Item[], item: Item): Item[] {
  const isKnown = items.some(({ id }) => id === item.id);
  return isKnown ? items.map((old) => (old.id === item.id ? item : old)) : [...items, item];
}

/** The query itself holds the error, and the page that shows it. */
function reportLater(error: unknown): void {
  reportError(error);
}
