// One contract over time: its bands, the handle, and what stood at the moment where the handle is.
import type { Contract } from "@makima/protocol/contracts";
import type { Density } from "@makima/protocol/history";
import type { Task } from "@makima/protocol/tasks";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useContract, useTasks } from "../live/queries.ts";
import { EmptyNote } from "../parts/empty-note.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { timelineTexts as texts } from "../texts/timeline.ts";
import { Bands } from "./bands.tsx";
import { HappenedList } from "./happened-list.tsx";
import { MomentPanel } from "./moment-panel.tsx";
import { type Span, useDensity } from "./use-history.ts";

const route = getRouteApi("/timeline");

export function ContractTimeline({ contractId }: { contractId: string }) {
  const [span, setSpan] = useState<Span>(null);
  const density = useDensity(contractId, span);
  const contract = useContract(contractId);
  const tasks = useTasks(contractId);
  const error = density.error ?? contract.error ?? tasks.error;
  if (error !== null) return <FailureNote error={error} />;
  if (density.data === undefined || contract.data === undefined || tasks.data === undefined)
    return <Skeleton lines={9} />;
  if (tasks.data.length === 0 || (span === null && density.data.items.length === 0)) {
    return (
      <EmptyNote title={texts.empty}>
        <p>{texts.emptyHow}</p>
      </EmptyNote>
    );
  }
  const shown = { density: density.data, contract: contract.data, tasks: tasks.data };
  return <Shown span={span} onSpan={setSpan} {...shown} />;
}

type Props = {
  span: Span;
  onSpan: (span: Span) => void;
  density: Density;
  contract: Contract;
  tasks: readonly Task[];
};

function Shown({ contract, tasks, ...drawn }: Props) {
  // The address names what is looked at by its number, which stays its own for ever.
  const { at = null, task: taskId } = route.useSearch();
  const navigate = useNavigate({ from: "/timeline" });
  const task = tasks.find(({ id }) => id === (taskId ?? contract.supervisorTaskId)) ?? tasks[0];
  const goTo = (wanted: number | null): void => {
    navigate({ search: (old) => ({ ...old, at: wanted ?? undefined }), replace: true }).catch(reportError);
  };
  const choose = (id: string): void => {
    navigate({ search: (old) => ({ ...old, task: id }), replace: true }).catch(reportError);
  };
  if (task === undefined) return <EmptyNote title={texts.empty} />;
  return (
    <>
      <Bands
        {...drawn}
        contractId={contract.id}
        tasks={tasks}
        at={at}
        taskId={task.id}
        onAt={goTo}
        onTask={choose}
      />
      <div className="moment">
        <HappenedList contractId={contract.id} at={at} onAt={goTo} tasks={tasks} />
        <MomentPanel at={at} task={task} contract={contract} onNow={() => goTo(null)} />
      </div>
    </>
  );
}
