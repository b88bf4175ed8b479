// The graph as a list, in words: what each task came from, what it waits for, and its checkpoints as links.
import { getRouteApi, Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { Virtuoso } from "react-virtuoso";
import { StateMark } from "../parts/state-mark.tsx";
import { graphTexts as texts } from "../texts/graph.ts";
import type { Edge, Graph, Row } from "./lay-out-graph.ts";

const route = getRouteApi("/contracts/$id");

export function GraphList({ graph: { rows, edges } }: { graph: Graph }) {
  const cameFrom = useMemo(() => Map.groupBy(edges, ({ to }) => to.row), [edges]);
  return (
    <Virtuoso
      className="graph-list"
      data={rows}
      computeItemKey={(_place, { task }) => task.id}
      itemContent={(_place, row) => (
        <Entry row={row} sources={sourcesIn(rows, cameFrom.get(row.row) ?? [])} />
      )}
    />
  );
}

type Source = { kind: Edge["kind"]; name: string; number: number | null };

/** `number`: of the checkpoint that it came from. */
function sourcesIn(rows: readonly Row[], edges: readonly Edge[]): Source[] {
  return edges.flatMap(({ kind, from }): Source[] => {
    const row = rows[from.row];
    if (row === undefined) return [];
    return [
      {
        kind,
        name: row.task.name,
        number: row.checkpoints[from.column - row.column - 1]?.data.number ?? null,
      },
    ];
  });
}

function Entry({ row: { task, checkpoints, older }, sources }: { row: Row; sources: readonly Source[] }) {
  const { id } = route.useParams();
  return (
    <div className="graph-entry">
      <p className="card-line">
        <Link to="/contracts/$id" params={{ id }} search={{ task: task.id }}>
          <bdi>{task.name}</bdi>
        </Link>
        <StateMark state={task.status} />
        {task.mergedCommit !== null && <span className="tag">{texts.isMerged}</span>}
      </p>
      {sources.map(({ kind, name, number }) => (
        <p key={`${kind} ${name}`} className="quiet">
          {texts.sources[kind]} <bdi>{name}</bdi>
          {kind === "fork" && number !== null && ` ${texts.atCheckpoint(number)}`}
        </p>
      ))}
      {checkpoints.length > 0 && (
        <ul className="plain-list">
          {older > 0 && <li className="quiet">{texts.older(older)}</li>}
          {checkpoints.map(({ number, data }) => (
            <li key={data.id}>
              <Link to="/timeline" search={{ contract: id, task: task.id, at: number }}>
                {texts.number(data.number)} <bdi>{data.message}</bdi>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
