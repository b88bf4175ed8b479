// The journal of a contract as sentences, newest first.
import { tell } from "@makima/core/timeline";
import type { Contract } from "@makima/protocol/contracts";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useApi } from "../live/api.ts";
import { keys } from "../live/keys.ts";
import { EmptyNote } from "../parts/empty-note.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { MoreButton } from "../parts/more-button.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { tabTexts } from "../texts/tabs.ts";
import { EventLine } from "./event-line.tsx";

const texts = tabTexts.events;

export function EventsTab({ contract: { id, updatedAt, supervisor } }: { contract: Contract }) {
  const api = useApi();
  const events = useInfiniteQuery({
    // Each sign of life of the contract is a reason to look again, while this tab is in view.
    queryKey: [...keys.history(id), "events", updatedAt, supervisor?.lastActivity],
    queryFn: ({ pageParam }) =>
      api.getTimeline({ contractId: id, limit: 100, ...(pageParam === "" ? {} : { cursor: pageParam }) }),
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: (old) => old,
  });
  if (events.isError) return <FailureNote error={events.error} />;
  if (events.isPending) return <Skeleton lines={8} />;
  const items = events.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <EmptyNote title={texts.empty} />;
  return (
    <div className="tab-body">
      <ol className="events">
        {items.map((event) => (
          <EventLine key={event.number} event={event} sentence={tell(event)} />
        ))}
      </ol>
      {events.hasNextPage && (
        <MoreButton isBusy={events.isFetchingNextPage} onMore={() => events.fetchNextPage()} />
      )}
    </div>
  );
}
