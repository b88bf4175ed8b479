// What a task's tools, its set-up and its agent printed: live, and back to the first line.
import type { Task } from "@makima/protocol/tasks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { Virtuoso } from "react-virtuoso";
import { useApi } from "../live/api.ts";
import { keys } from "../live/keys.ts";
import { AnsiText } from "../parts/ansi-text.tsx";
import { EmptyNote } from "../parts/empty-note.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { tabTexts } from "../texts/tabs.ts";

const texts = tabTexts.output;
const PAGE = 100;
const FAR = 1_000_000_000;

export function OutputTab({ task }: { task: Task }) {
  const { query, pieces } = useOutput(task.id);
  if (query.isError) return <FailureNote error={query.error} />;
  if (query.isPending) return <Skeleton lines={8} />;
  if (pieces.length === 0) {
    return (
      <EmptyNote title={texts.empty}>
        <p>{texts.emptyHow}</p>
      </EmptyNote>
    );
  }
  const loadOlder = (): void => {
    if (query.hasNextPage && !query.isFetchingNextPage) query.fetchNextPage().catch(reportError);
  };
  return (
    <Virtuoso
      className="output"
      data={pieces}
      firstItemIndex={FAR - (pieces.at(-1)?.seq ?? 0) - pieces.length}
      initialTopMostItemIndex={{ index: pieces.length - 1, align: "end" }}
      computeItemKey={(_index, { seq }) => seq}
      startReached={loadOlder}
      followOutput="auto"
      itemContent={(_index, { text, stream }) => (
        <pre className={`output-piece output-${stream}`}>
          <AnsiText text={text} />
        </pre>
      )}
    />
  );
}

function useOutput(taskId: string) {
  const api = useApi();
  const query = useInfiniteQuery({
    queryKey: keys.output(taskId),
    queryFn: ({ pageParam }) =>
      api.getOutput({
        id: taskId,
        order: "desc",
        limit: PAGE,
        ...(pageParam === "" ? {} : { cursor: pageParam }),
      }),
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const { refetch } = query;
  useEffect(() => {
    const over = new AbortController();
    const listen = async (): Promise<void> => {
      for await (const frame of api.stream({ topics: [`task:${taskId}`], signal: over.signal })) {
        if (!("live" in frame) && frame.kind === "output") await refetch();
      }
    };
    listen().catch((error: unknown) => !over.signal.aborted && reportError(error));
    return () => over.abort();
  }, [api, taskId, refetch]);
  const pieces = useMemo(
    () => (query.data?.pages ?? []).flatMap(({ items }) => items).toReversed(),
    [query.data],
  );
  return { query, pieces };
}
