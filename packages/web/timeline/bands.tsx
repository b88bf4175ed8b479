// A band for each task, time to the right, with its marks; and the handle, which is an ordinary slider for keys and readers.
import type { HistoryItem } from "@makima/protocol/history";
import type { Task } from "@makima/protocol/tasks";
import { memo, useMemo, useState } from "react";
import { treeOf } from "../contract/tree-of.ts";
import { Segments } from "../parts/segments.tsx";
import { StateMark } from "../parts/state-mark.tsx";
import { exact } from "../parts/time-ago.tsx";
import { timelineTexts as texts } from "../texts/timeline.ts";
import { type Mark, marksOf } from "./marks-of.ts";

type Props = {
  items: readonly HistoryItem[];
  places: readonly number[];
  tasks: readonly Task[];
  place: number;
  taskId: string;
  onPlace: (place: number) => void;
  onTask: (id: string) => void;
};

const ZOOMS = ["1", "3", "8"] as const;

export function Bands({ items, places, tasks, place, taskId, onPlace, onTask }: Props) {
  const [zoom, setZoom] = useState<(typeof ZOOMS)[number]>("1");
  const marks = useMemo(() => Map.groupBy(marksOf(items, places), (mark) => mark.taskId), [items, places]);
  const tree = useMemo(() => treeOf(tasks), [tasks]);
  const x = places[place] ?? 1;
  return (
    <section className="bands" aria-label={texts.bands}>
      <div className="band-names">
        <div className="band-scale">
          <Segments
            label={texts.zoom}
            value={zoom}
            options={ZOOMS.map((value) => ({ value, label: `${value}×` }))}
            onChange={setZoom}
          />
        </div>
        {tree.map(({ task, depth }) => (
          <button
            key={task.id}
            type="button"
            className="band-name"
            aria-pressed={task.id === taskId}
            style={{ paddingInlineStart: `${10 + Math.min(depth, 5) * 12}px` }}
            onClick={() => onTask(task.id)}
          >
            <StateMark state={task.status} withWord={false} />
            <bdi>{task.name}</bdi>
          </button>
        ))}
      </div>
      <div className="band-scroll">
        <div className="band-area" style={{ width: `${Number(zoom) * 100}%` }}>
          <input
            type="range"
            className="band-handle"
            aria-label={texts.handle}
            aria-valuetext={exact(items[place]?.at ?? "")}
            min={0}
            max={1000}
            value={Math.round(x * 1000)}
            onChange={({ target }) => onPlace(nearest(places, Number(target.value) / 1000))}
            onKeyDown={(event) => {
              const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20 }[event.key];
              if (step === undefined) return;
              event.preventDefault();
              onPlace(Math.min(Math.max(place + step, 0), items.length - 1));
            }}
          />
          {tree.map(({ task }) => (
            <Band key={task.id} marks={marks.get(task.id)} isShown={task.id === taskId} onPlace={onPlace} />
          ))}
          <div className="band-after" style={{ left: `${x * 100}%` }} aria-hidden="true" />
        </div>
      </div>
    </section>
  );
}

function nearest(places: readonly number[], x: number): number {
  const after = places.findIndex((place) => place >= x);
  if (after === -1) return places.length - 1;
  const before = Math.max(after - 1, 0);
  return x - (places[before] ?? 0) < (places[after] ?? 0) - x ? before : after;
}

type BandProps = { marks: readonly Mark[] | undefined; isShown: boolean; onPlace: (place: number) => void };

const Band = memo(function Band({ marks = [], isShown, onPlace }: BandProps) {
  const first = marks[0]?.x ?? 0;
  const last = marks.at(-1)?.x ?? 0;
  return (
    <div className={`band ${isShown ? "is-shown" : ""}`}>
      <span className="band-line" style={{ left: `${first * 100}%`, width: `${(last - first) * 100}%` }} />
      {marks.map((mark) => (
        <span
          key={mark.place}
          role="presentation"
          className={`mark mark-${mark.kind} ${mark.inView ? "" : "is-gone"}`}
          style={{ left: `${mark.x * 100}%` }}
          title={`${texts.marks[mark.kind]} · ${exact(mark.at)}`}
          onClick={() => onPlace(mark.place)}
        />
      ))}
    </div>
  );
});
