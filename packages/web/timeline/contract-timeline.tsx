// One contract over time: its bands, the handle, and what stood at the moment where the handle is.
import type { Contract } from "@makima/protocol/contracts";
import type { HistoryItem } from "@makima/protocol/history";
import type { Task } from "@makima/protocol/tasks";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useContract, useTasks } from "../live/queries.ts";
import { EmptyNote } from "../parts/empty-note.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { timelineTexts as texts } from "../texts/timeline.ts";
import { Bands } from "./bands.tsx";
import { HappenedList } from "./happened-list.tsx";
import { placesOf } from "./marks-of.ts";
import { MomentPanel } from "./moment-panel.tsx";
import { useHistory } from "./use-history.ts";

const route = getRouteApi("/timeline");

export function ContractTimeline({ contractId }: { contractId: string }) {
  const history = useHistory(contractId);
  const contract = useContract(contractId);
  const tasks = useTasks(contractId);
  const error = history.error ?? contract.error ?? tasks.error;
  if (error !== null) return <FailureNote error={error} />;
  if (history.items === null || contract.data === undefined || tasks.data === undefined)
    return <Skeleton lines={9} />;
  if (history.items.length === 0) {
    return (
      <EmptyNote title={texts.empty}>
        <p>{texts.emptyHow}</p>
      </EmptyNote>
    );
  }
  return (
    <>
      {history.isCut && <p className="note">{texts.truncated}</p>}
      <Shown items={history.items} contract={contract.data} tasks={tasks.data} />
    </>
  );
}

type Props = { items: readonly HistoryItem[]; contract: Contract; tasks: readonly Task[] };

function Shown({ items, contract, tasks }: Props) {
  const { at, task: taskId } = route.useSearch();
  const navigate = useNavigate({ from: "/timeline" });
  const places = useMemo(() => placesOf(items), [items]);
  const newest = items.length - 1;
  // The address names the item by its number, which stays its own for ever; its place moves when older ones are left out.
  const found = at === undefined ? newest : items.findLastIndex(({ number }) => number <= at);
  const place = found === -1 ? 0 : found;
  const task = tasks.find(({ id }) => id === (taskId ?? contract.supervisorTaskId)) ?? tasks[0];
  const goTo = (wanted: number): void => {
    const number = wanted >= newest ? undefined : items[wanted]?.number;
    navigate({ search: (old) => ({ ...old, at: number }), replace: true }).catch(reportError);
  };
  const choose = (id: string): void => {
    navigate({ search: (old) => ({ ...old, task: id }), replace: true }).catch(reportError);
  };
  if (task === undefined) return <EmptyNote title={texts.empty} />;
  return (
    <>
      <Bands
        items={items}
        places={places}
        tasks={tasks}
        place={place}
        taskId={task.id}
        onPlace={goTo}
        onTask={choose}
      />
      <div className="moment">
        <HappenedList items={items} place={place} onPlace={goTo} tasks={tasks} />
        <MomentPanel
          items={items}
          place={place}
          isNow={place >= newest}
          task={task}
          contract={contract}
          onNow={() => goTo(newest)}
        />
      </div>
    </>
  );
}
