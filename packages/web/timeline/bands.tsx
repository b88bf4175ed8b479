// A band for each task, time to the right, with its marks; and the handle, which is an ordinary slider for keys and readers.
import type { Density } from "@makima/protocol/history";
import type { Task } from "@makima/protocol/tasks";
import { useMemo } from "react";
import { Virtuoso } from "react-virtuoso";
import { treeOf } from "../contract/tree-of.ts";
import { StateMark } from "../parts/state-mark.tsx";
import { exact } from "../parts/time-ago.tsx";
import { timelineTexts as texts } from "../texts/timeline.ts";
import { type Mark, marksOf } from "./marks-of.ts";
import { type Scale, scaleOf } from "./scale-of.ts";
import { type Span, useDensity } from "./use-history.ts";
import { ZoomButtons } from "./zoom-buttons.tsx";

type Props = {
  contractId: string;
  span: Span;
  onSpan: (span: Span) => void;
  /** of all tasks together, in the span */
  density: Density;
  tasks: readonly Task[];
  /** the number of what is looked at; null: now */
  at: number | null;
  taskId: string;
  onAt: (at: number | null) => void;
  onTask: (id: string) => void;
};

/** The marks of so many tasks are asked for together. */
const CHUNK = 25;
const ROW_PX = 30;
const MOST_ROWS = 9;
const STEPS = 1_000;

export function Bands(props: Props) {
  const { contractId, span, density, tasks, at, taskId, onAt } = props;
  const tree = useMemo(() => treeOf(tasks), [tasks]);
  const ids = useMemo(() => tree.map(({ task }) => task.id), [tree]);
  const scale = useMemo(
    () => scaleOf(density.items, Math.max(1, Math.round(spanMs(density) / density.bucketMs))),
    [density],
  );
  // Exactly the piece of time that the scale is of, also while the newest moves on.
  const drawn = useMemo(() => ({ from: density.from, to: density.to }), [density.from, density.to]);
  const x = at === null ? 1 : scale.xOfNumber(at);
  return (
    <section className="bands" aria-label={texts.bands}>
      <div className="band-row band-head">
        <ZoomButtons span={span} density={density} bucket={scale.bucketAt(x)} onSpan={props.onSpan} />
        <Handle at={at} x={x} scale={scale} density={density} onAt={onAt} />
      </div>
      <Virtuoso
        style={{ height: Math.min(tree.length, MOST_ROWS) * ROW_PX }}
        data={tree}
        fixedItemHeight={ROW_PX}
        computeItemKey={(_index, { task }) => task.id}
        itemContent={(index, { task, depth }) => (
          <div className="band-row">
            <button
              type="button"
              className="band-name"
              aria-pressed={task.id === taskId}
              style={{ paddingInlineStart: `${10 + Math.min(depth, 5) * 12}px` }}
              onClick={() => props.onTask(task.id)}
            >
              <StateMark state={task.status} withWord={false} />
              <bdi>{task.name}</bdi>
            </button>
            <Band
              taskId={task.id}
              taskIds={chunkOf(ids, index)}
              isShown={task.id === taskId}
              span={drawn}
              {...{ contractId, scale, x, onAt }}
            />
          </div>
        )}
      />
    </section>
  );
}

const spanMs = ({ from, to }: Density): number => Date.parse(to) - Date.parse(from);

function chunkOf(ids: readonly string[], index: number): readonly string[] {
  const first = index - (index % CHUNK);
  return ids.slice(first, first + CHUNK);
}

type HandleProps = Pick<Props, "at" | "density" | "onAt"> & { x: number; scale: Scale };

function Handle({ at, x, scale, density, onAt }: HandleProps) {
  const last = density.items.at(-1)?.lastNumber ?? 1;
  const begins = Date.parse(density.from) + scale.bucketAt(x) * density.bucketMs;
  const step = (by: number): void => {
    const wanted = (at ?? last) + by;
    onAt(wanted >= last ? null : Math.max(wanted, 1));
  };
  return (
    <input
      type="range"
      className="band-handle"
      aria-label={texts.handle}
      aria-valuetext={at === null ? texts.now : exact(new Date(begins).toISOString())}
      min={0}
      max={STEPS}
      value={Math.round(x * STEPS)}
      onChange={({ target }) => {
        const wanted = Number(target.value);
        onAt(wanted >= STEPS ? null : scale.numberAt(wanted / STEPS));
      }}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        step(by);
      }}
    />
  );
}

type BandProps = Pick<Props, "contractId" | "span" | "onAt"> & {
  taskId: string;
  taskIds: readonly string[];
  isShown: boolean;
  scale: Scale;
  x: number;
};

function Band({ contractId, span, taskId, taskIds, isShown, scale, x, onAt }: BandProps) {
  const { data } = useDensity(contractId, span, taskIds);
  const marks = useMemo(() => (data === undefined ? [] : marksOf(data, taskId)), [data, taskId]);
  const places = marks.map(({ bucket }) => scale.xOf(bucket));
  const first = Math.min(...places, 1);
  const last = Math.max(...places, first);
  return (
    <div className={`band ${isShown ? "is-shown" : ""}`}>
      {marks.length > 0 && (
        <span className="band-line" style={{ left: `${first * 100}%`, width: `${(last - first) * 100}%` }} />
      )}
      {marks.map((mark) => (
        <MarkOf key={`${mark.kind} ${mark.bucket}`} mark={mark} x={scale.xOf(mark.bucket)} onAt={onAt} />
      ))}
      <span className="band-after" style={{ left: `${x * 100}%` }} aria-hidden="true" />
    </div>
  );
}

/** Much that was said in one piece of time stands higher than little. */
function MarkOf({ mark: { kind, count, number }, x, onAt }: { mark: Mark; x: number; onAt: Props["onAt"] }) {
  const height = kind === "turn" ? { height: `${Math.min(7 + 4 * Math.log10(count) * 2, 23)}px` } : {};
  return (
    <span
      role="presentation"
      className={`mark mark-${kind}`}
      style={{ left: `${x * 100}%`, ...height }}
      title={`${texts.marks[kind]}${texts.several(count)}`}
      onClick={() => onAt(number)}
    />
  );
}
