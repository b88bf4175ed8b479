// Everything that happened, as a list that stands where the handle is.
import { tell } from "@makima/core/timeline";
import type { HistoryItem } from "@makima/protocol/history";
import type { Task } from "@makima/protocol/tasks";
import { useMemo, useRef } from "react";
import type { Held } from "../live/window.ts";
import { FailureNote } from "../parts/failure-note.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { clockSeconds, exact } from "../parts/time-ago.tsx";
import { WindowedList } from "../parts/windowed-list.tsx";
import { timelineTexts as texts } from "../texts/timeline.ts";
import { useHistory } from "./use-history.ts";

type Props = {
  contractId: string;
  /** the number of what is looked at; null: now */
  at: number | null;
  onAt: (at: number | null) => void;
  tasks: readonly Task[];
};

export function HappenedList({ contractId, at, onAt, tasks }: Props) {
  const begin = useRef(at);
  const { held, error, generation, ...window } = useHistory(contractId, begin.current);
  // What is held already is only gone to; what is far away is begun at.
  begin.current = held === null || holds(held, at) ? begin.current : at;
  const names = useMemo(() => new Map(tasks.map(({ id, name }) => [id, name])), [tasks]);
  const rows = useMemo(
    () => (held?.items ?? []).map((item) => ({ key: String(item.number), number: item.number, item })),
    [held?.items],
  );
  if (error !== null) return <FailureNote error={error} />;
  if (held === null) return <Skeleton lines={8} />;
  return (
    <WindowedList
      key={generation}
      label={texts.title}
      className="happened"
      rows={rows}
      held={held}
      window={window}
      begin={at}
      goTo={at}
      isFollower={at === null}
      render={({ item, number }) => (
        <button
          type="button"
          className={`happened-line ${at !== null && number > at ? "is-after" : ""}`}
          aria-current={number === at ? "true" : undefined}
          onClick={() => onAt(number)}
        >
          <time className="quiet time" title={exact(item.at)}>
            {clockSeconds(item.at)}
          </time>
          <bdi className="happened-task quiet">{names.get(item.taskId ?? "") ?? ""}</bdi>
          <bdi className={item.kind === "message" && !item.inView ? "is-gone" : ""}>{sentenceOf(item)}</bdi>
        </button>
      )}
    />
  );
}

function holds({ items, moreAfter }: Held<HistoryItem>, at: number | null): boolean {
  const [first, last] = [items[0]?.number ?? 0, items.at(-1)?.number ?? 0];
  return at === null ? !moreAfter : first <= at && at <= last;
}

function sentenceOf(item: HistoryItem): string {
  if (item.kind === "event") return tell(item.data);
  if (item.kind === "checkpoint")
    return `${texts.marks.checkpoint} ${item.data.number}: ${item.data.message}`;
  const { role, content, toolName } = item.data;
  const what = toolName ?? (content === "" ? role : content);
  return `${role === "assistant" ? "" : `${role.replace("_", " ")}: `}${what.slice(0, 200)}`;
}
