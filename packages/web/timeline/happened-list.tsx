// Everything that happened, as a list that stands where the handle is.
import { tell } from "@makima/core/timeline";
import type { HistoryItem } from "@makima/protocol/history";
import type { Task } from "@makima/protocol/tasks";
import { useEffect, useMemo, useRef } from "react";
import { Virtuoso, type VirtuosoHandle } from "react-virtuoso";
import { clockSeconds, exact } from "../parts/time-ago.tsx";
import { timelineTexts as texts } from "../texts/timeline.ts";

type Props = {
  items: readonly HistoryItem[];
  place: number;
  onPlace: (place: number) => void;
  tasks: readonly Task[];
};

export function HappenedList({ items, place, onPlace, tasks }: Props) {
  const list = useRef<VirtuosoHandle>(null);
  const names = useMemo(() => new Map(tasks.map(({ id, name }) => [id, name])), [tasks]);
  useEffect(() => {
    list.current?.scrollIntoView({ index: place });
  }, [place]);
  return (
    <div className="happened" aria-label={texts.title} role="group">
      <Virtuoso
        ref={list}
        data={items}
        initialTopMostItemIndex={{ index: place, align: "center" }}
        computeItemKey={(_index, { number }) => number}
        itemContent={(index, item) => (
          <button
            type="button"
            className={`happened-line ${index > place ? "is-after" : ""}`}
            aria-current={index === place ? "true" : undefined}
            onClick={() => onPlace(index)}
          >
            <time className="quiet time" title={exact(item.at)}>
              {clockSeconds(item.at)}
            </time>
            <bdi className="happened-task quiet">{names.get(item.taskId ?? "") ?? ""}</bdi>
            <bdi className={item.kind === "message" && !item.inView ? "is-gone" : ""}>{sentenceOf(item)}</bdi>
          </button>
        )}
      />
    </div>
  );
}

function sentenceOf(item: HistoryItem): string {
  if (item.kind === "event") return tell(item.data);
  if (item.kind === "checkpoint")
    return `${texts.marks.checkpoint} ${item.data.number}: ${item.data.message}`;
  const { role, content, toolName } = item.data;
  const what = toolName ?? (content === "" ? role : content);
  return `${role === "assistant" ? "" : `${role.replace("_", " ")}: `}${what.slice(0, 200)}`;
}
