// What a task's tools, its set-up and its agent printed: live, and back to the first line.
import type { Task } from "@makima/protocol/tasks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { Virtuoso } from "react-virtuoso";
import { useApi } from "../live/api.ts";
import { keepFollowing } from "../live/keep-following.ts";
import { keys } from "../live/keys.ts";
import { AnsiText } from "../parts/ansi-text.tsx";
import { EmptyNote } from "../parts/empty-note.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { tabTexts } from "../texts/tabs.ts";

const texts = tabTexts.output;
const PAGE = 100;
/** A flood is looked at twice a second, and not line by line. */
const LOOK_AGAIN_MS = 500;

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
      firstItemIndex={pieces[0]?.seq ?? 0}
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
        if ("live" in frame || frame.kind !== "output") continue;
        await refetch();
        await new Promise((resolve) => {
          setTimeout(resolve, LOOK_AGAIN_MS);
        });
      }
    };
    keepFollowing(listen, over.signal).catch(reportError);
    return () => over.abort();
  }, [api, taskId, refetch]);
  const pieces = useMemo(
    () => (query.data?.pages ?? []).flatMap(({ items }) => items).toReversed(),
    [query.data],
  );
  return { query, pieces };
}
