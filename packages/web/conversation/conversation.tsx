// A task's conversation: grows at its end, is read back to its beginning, and moves for nobody who reads in it.
import type { Task } from "@makima/protocol/tasks";
import { useMemo } from "react";
import { EmptyNote } from "../parts/empty-note.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { placeOfNumber } from "../parts/place-of-number.ts";
import { Skeleton } from "../parts/skeleton.tsx";
import { WindowedList } from "../parts/windowed-list.tsx";
import { conversationTexts as texts } from "../texts/conversation.ts";
import { ConversationRow } from "./conversation-row.tsx";
import { type Row, rowsOf } from "./rows-of.ts";
import { useConversation } from "./use-conversation.ts";

type Props = { task: Task; messageId: string | undefined };

export function Conversation({ task, messageId }: Props) {
  const { held, error, generation, arriving, ...window } = useConversation(task.id, messageId);
  const said = useMemo(
    () => (held === null ? [] : rowsOf(held.items, held)),
    [held?.items, held?.moreBefore],
  );
  const isShown = arriving !== null && held?.moreAfter === false;
  const rows = useMemo(
    (): Row[] =>
      isShown
        ? [...said, { kind: "arriving", key: "arriving", number: Number.POSITIVE_INFINITY, arriving }]
        : said,
    [said, arriving, isShown],
  );
  if (error !== null) return <FailureNote error={error} />;
  if (held === null) return <Skeleton lines={7} />;
  if (rows.length === 0) {
    return (
      <EmptyNote title={texts.empty}>
        <p>{texts.emptyHow}</p>
      </EmptyNote>
    );
  }
  const wanted = held.items.find(({ id }) => id === messageId)?.index ?? null;
  const wantedKey = wanted === null ? undefined : rows[placeOfNumber(rows, wanted)]?.key;
  return (
    <WindowedList
      key={generation}
      label={texts.label}
      className="conversation"
      rows={rows}
      held={held}
      window={window}
      begin={wanted}
      render={(row) => <ConversationRow row={row} task={task} isWanted={row.key === wantedKey} />}
    />
  );
}
