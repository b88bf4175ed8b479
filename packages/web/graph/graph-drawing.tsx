// The graph, drawn: a row for each task with its checkpoints as dots, time to the right. Only the rows in view are there.
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { type MouseEvent, memo, useRef } from "react";
import { StateMark } from "../parts/state-mark.tsx";
import { exact } from "../parts/time-ago.tsx";
import { graphTexts as texts } from "../texts/graph.ts";
import type { CheckpointItem, Edge, Graph, Row } from "./lay-out-graph.ts";
import { useScrollWindow } from "./use-scroll-window.ts";

const ROW = 32;
const COLUMN = 20;
const EDGE = 14;

const route = getRouteApi("/contracts/$id");

export function GraphDrawing({ graph: { rows, edges, columns } }: { graph: Graph }) {
  const place = useRef<HTMLElement>(null);
  const { first, last } = useScrollWindow(place, ROW);
  const height = rows.length * ROW;
  const seen = rows.slice(first, last);
  return (
    // A place that scrolls is reached by keys, as every such place has to be.
    <section className="graph" ref={place} aria-label={texts.graph} tabIndex={0}>
      <ul className="graph-names" style={{ height }}>
        {seen.map((row) => (
          <Name key={row.task.id} row={row} />
        ))}
      </ul>
      <svg
        className="graph-drawing"
        width={columns * COLUMN + 2 * EDGE}
        height={height}
        role="group"
        aria-label={texts.drawing}
      >
        {edges
          .filter((edge) => isSeen(edge, first, last))
          .map((edge) => (
            <Line key={`${edge.kind} ${edge.from.row} ${edge.to.row}`} edge={edge} />
          ))}
        {seen.map((row) => (
          <Track key={row.task.id} row={row} />
        ))}
      </svg>
    </section>
  );
}

const isSeen = ({ from, to }: Edge, first: number, last: number): boolean =>
  Math.min(from.row, to.row) <= last && Math.max(from.row, to.row) >= first;

const x = (column: number): number => EDGE + column * COLUMN;
const y = (row: number): number => row * ROW + ROW / 2;

function Name({ row: { task, row } }: { row: Row }) {
  const { id } = route.useParams();
  return (
    <li style={{ top: row * ROW, height: ROW }}>
      <Link to="/contracts/$id" params={{ id }} search={{ task: task.id }} className="graph-name">
        <StateMark state={task.status} withWord={false} />
        <bdi>{task.name}</bdi>
      </Link>
    </li>
  );
}

/** Down between two columns, where no dot is, and then to where the task begins. */
const Line = memo(function Line({ edge: { kind, from, to } }: { edge: Edge }) {
  const between = x(from.column) + COLUMN / 2;
  const turn = to.row > from.row ? -6 : 6;
  const path = `M${x(from.column)} ${y(from.row)}H${between - 4}Q${between} ${y(from.row)} ${between} ${y(from.row) - turn}V${y(to.row) + turn}Q${between} ${y(to.row)} ${between + 6} ${y(to.row)}H${x(to.column)}`;
  return <path d={path} className={`graph-line graph-${kind}`} />;
});

const Track = memo(function Track({ row }: { row: Row }) {
  const { task, checkpoints, column, older } = row;
  const end = x(column + checkpoints.length);
  return (
    <g>
      <path d={`M${x(column)} ${y(row.row)}H${end}`} className="graph-track" />
      <rect
        x={x(column) - 4}
        y={y(row.row) - 4}
        width={8}
        height={8}
        rx={2}
        className={task.mergedCommit === null ? "graph-begin" : "graph-begin is-merged"}
      >
        <title>{task.mergedCommit === null ? texts.begins(task.name) : texts.merged(task.name)}</title>
      </rect>
      {older > 0 && (
        <text x={x(column) + 6} y={y(row.row) - 6} className="graph-older">
          +{older}
        </text>
      )}
      {checkpoints.map((checkpoint, place) => (
        <Dot
          key={checkpoint.data.id}
          checkpoint={checkpoint}
          task={task}
          cx={x(column + place + 1)}
          cy={y(row.row)}
        />
      ))}
    </g>
  );
});

type DotProps = { checkpoint: CheckpointItem; task: Row["task"]; cx: number; cy: number };

function Dot({ checkpoint: { number, at, data }, task, cx, cy }: DotProps) {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const search = { contract: id, task: task.id, at: number };
  const open = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    navigate({ to: "/timeline", search }).catch(reportError);
  };
  const name = texts.checkpoint(task.name, data.number, data.message);
  return (
    <a
      href={`/timeline?${new URLSearchParams({ contract: id, task: task.id, at: String(number) })}`}
      aria-label={name}
      onClick={open}
    >
      <title>{`${name} · ${exact(at)}`}</title>
      <circle cx={cx} cy={cy} r={10} className="graph-reach" />
      <circle cx={cx} cy={cy} r={4.5} className="graph-dot" />
    </a>
  );
}
