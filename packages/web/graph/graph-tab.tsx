// How the work of a contract hangs together: who spawned, forked and waited for whom, and the checkpoints on the way. Drawn, or as a list.
import type { Contract } from "@makima/protocol/contracts";
import type { Task } from "@makima/protocol/tasks";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useApi } from "../live/api.ts";
import { keys } from "../live/keys.ts";
import { useTasks } from "../live/queries.ts";
import { AnswerOf } from "../parts/answer-of.tsx";
import { Segments } from "../parts/segments.tsx";
import { keepChoice, readChoice } from "../ports/page.ts";
import { graphTexts as texts } from "../texts/graph.ts";
import { GraphDrawing } from "./graph-drawing.tsx";
import { GraphList } from "./graph-list.tsx";
import { type CheckpointItem, layOutGraph } from "./lay-out-graph.ts";

const MOST = 4_000;
const LOOK_AGAIN_MS = 15_000;
type View = "drawn" | "list";

export function GraphTab({ contract }: { contract: Contract }) {
  const tasks = useTasks(contract.id);
  const checkpoints = useCheckpointItems(contract.id);
  return (
    <AnswerOf query={tasks} lines={6}>
      {(found) => (
        <AnswerOf query={checkpoints} lines={6}>
          {(made) => <Shown tasks={found} checkpoints={made} />}
        </AnswerOf>
      )}
    </AnswerOf>
  );
}

/** With their numbers in the history, which are what a link to a moment holds. */
function useCheckpointItems(contractId: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.graph(contractId),
    queryFn: async () => {
      const input = { id: contractId, type: "checkpoint", order: "desc" as const, limit: 200 };
      const found: CheckpointItem[] = [];
      for await (const item of api.pages(api.getHistory, input)) {
        if (item.kind === "checkpoint") found.push(item);
        if (found.length >= MOST) break;
      }
      return found.toReversed();
    },
    refetchInterval: LOOK_AGAIN_MS,
  });
}

type ShownProps = { tasks: readonly Task[]; checkpoints: readonly CheckpointItem[] };

function Shown({ tasks, checkpoints }: ShownProps) {
  const [view, setView] = useState<View>(readChoice("graph") === "list" ? "list" : "drawn");
  const graph = useMemo(() => layOutGraph(tasks, checkpoints), [tasks, checkpoints]);
  return (
    <div className="tab-body graph-tab">
      <div className="card-line">
        <span className="quiet">{texts.counts(tasks.length, checkpoints.length)}</span>
        <span className="push">
          <Segments
            label={texts.view}
            value={view}
            options={[
              { value: "drawn", label: texts.drawn },
              { value: "list", label: texts.list },
            ]}
            onChange={(value) => {
              keepChoice("graph", value);
              setView(value);
            }}
          />
        </span>
      </div>
      {view === "drawn" && <Legend />}
      {view === "drawn" ? <GraphDrawing graph={graph} /> : <GraphList graph={graph} />}
    </div>
  );
}

/** Shape before colour: each of the lines differs in both. */
function Legend() {
  return (
    <p className="graph-legend" aria-hidden="true">
      {(["spawn", "fork", "depends"] as const).map((kind) => (
        <span key={kind}>
          <svg width="22" height="8">
            <path d="M0 4H22" className={`graph-line graph-${kind}`} />
          </svg>
          {texts.legend[kind]}
        </span>
      ))}
      <span>
        <svg width="12" height="12">
          <circle cx="6" cy="6" r="4.5" className="graph-dot" />
        </svg>
        {texts.legend.checkpoint}
      </span>
      <span>
        <svg width="10" height="10">
          <rect x="1" y="1" width="8" height="8" rx="2" className="graph-begin is-merged" />
        </svg>
        {texts.isMerged}
      </span>
    </p>
  );
}
