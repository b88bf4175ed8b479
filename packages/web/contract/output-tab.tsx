// What a task's tools, its set-up and its agent printed: live, and back to the first line.
import type { Output, Task } from "@makima/protocol/tasks";
import { useMemo } from "react";
import { type Source, useWindow } from "../live/use-window.ts";
import { AnsiText } from "../parts/ansi-text.tsx";
import { StretchOf } from "../parts/stretch-of.tsx";
import { WindowedList } from "../parts/windowed-list.tsx";
import { tabTexts } from "../texts/tabs.ts";

const texts = tabTexts.output;

export function OutputTab({ task }: { task: Task }) {
  const source = useMemo(() => sourceOf(task.id), [task.id]);
  const window = useWindow(source, null);
  const items = window.held?.items;
  const rows = useMemo(
    () => (items ?? []).map((piece) => ({ key: String(piece.seq), number: piece.seq, piece })),
    [items],
  );
  return (
    <StretchOf window={window} isEmpty={rows.length === 0} texts={texts}>
      {(held) => (
        <WindowedList
          key={window.generation}
          label={texts.label}
          className="output"
          rows={rows}
          held={held}
          window={window}
          begin={null}
          render={({ piece: { stream, text } }) => (
            <pre className={`output-piece output-${stream}`}>
              <AnsiText text={text} />
            </pre>
          )}
        />
      )}
    </StretchOf>
  );
}

function sourceOf(taskId: string): Source<Output> {
  return {
    topic: `task:${taskId}`,
    numberOf: ({ seq }) => seq,
    firstNumber: 1,
    read: async (api, { from, ...ask }, signal) => {
      const begin = from === null ? {} : { fromSeq: Number(from) };
      const page = await api.getOutput({ id: taskId, ...ask, ...begin }, { signal });
      return { items: page.items, more: page.nextCursor !== null, cursor: page.cursor ?? "" };
    },
    hear: ({ kind, data }) => (kind === "output" ? { item: data as Output } : null),
  };
}
