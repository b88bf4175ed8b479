// What happened in all contracts, newest first, with a filter by kind.
import { tell } from "@makima/core/timeline";
import type { TimelineEvent } from "@makima/protocol/timeline";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { EventLine } from "../contract/event-line.tsx";
import { useApi } from "../live/api.ts";
import { keys } from "../live/keys.ts";
import { useContracts } from "../live/queries.ts";
import { EmptyNote } from "../parts/empty-note.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { MoreButton } from "../parts/more-button.tsx";
import { Segments } from "../parts/segments.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { timelineTexts as texts } from "../texts/timeline.ts";

const KINDS = ["all", "question", "task", "checkpoint", "restoration", "contract"] as const;
const LOOK_AGAIN_MS = 5_000;

type Kind = (typeof KINDS)[number];

export function AllEvents({ type }: { type: string }) {
  const navigate = useNavigate({ from: "/timeline" });
  const kind = KINDS.find((one) => one === type) ?? "all";
  const events = useEvents(kind);
  const items = events.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="page timeline-all">
      <Segments
        label={texts.kinds}
        value={kind}
        options={KINDS.map((value) => ({ value, label: texts.kind[value] }))}
        onChange={(value) => {
          navigate({ search: value === "all" ? {} : { type: value } }).catch(reportError);
        }}
      />
      {events.isPending && <Skeleton lines={9} />}
      {events.isError && <FailureNote error={events.error} />}
      {events.isSuccess && items.length === 0 && (
        <EmptyNote title={texts.empty}>
          <p>{texts.emptyHow}</p>
        </EmptyNote>
      )}
      <EventList items={items} />
      {events.hasNextPage && (
        <MoreButton isBusy={events.isFetchingNextPage} onMore={() => events.fetchNextPage()} />
      )}
    </div>
  );
}

function useEvents(kind: Kind) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.timeline, "all", kind],
    queryFn: ({ pageParam }) =>
      api.getTimeline({
        limit: 100,
        ...(kind === "all" ? {} : { type: kind }),
        ...(pageParam === "" ? {} : { cursor: pageParam }),
      }),
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: LOOK_AGAIN_MS,
  });
}

function EventList({ items }: { items: readonly TimelineEvent[] }) {
  const names = new Map((useContracts().data ?? []).map(({ id, name }) => [id, name]));
  return (
    <ol className="events">
      {items.map((event) => (
        <EventLine
          key={`${event.contractId} ${event.number}`}
          event={event}
          sentence={tell(event)}
          before={
            <Link to="/timeline" search={{ contract: event.contractId }} className="event-contract">
              <bdi>{names.get(event.contractId) ?? ""}</bdi>
            </Link>
          }
        />
      ))}
    </ol>
  );
}
