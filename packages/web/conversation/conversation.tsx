// A task's conversation: grows at its end, is read back to its beginning, and moves for nobody who reads in it.
import type { Task } from "@makima/protocol/tasks";
import { ArrowDown } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { Virtuoso, type VirtuosoHandle } from "react-virtuoso";
import { EmptyNote } from "../parts/empty-note.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { Skeleton } from "../parts/skeleton.tsx";
import { conversationTexts as texts } from "../texts/conversation.ts";
import { ConversationRow } from "./conversation-row.tsx";
import type { Held } from "./conversation-state.ts";
import { rowsOf } from "./rows-of.ts";
import { useConversation } from "./use-conversation.ts";

/** Rows that come before move the numbers of none: they count down from here. */
const FAR = 1_000_000_000;

type Props = { task: Task; messageId: string | undefined };

export function Conversation({ task, messageId }: Props) {
  const { held, error, loadOlder } = useConversation(task.id);
  if (error !== null) return <FailureNote error={error} />;
  if (held === null) return <Skeleton lines={7} />;
  if (held.messages.length === 0 && held.arriving === null) {
    return (
      <EmptyNote title={texts.empty}>
        <p>{texts.emptyHow}</p>
      </EmptyNote>
    );
  }
  return <Rows key={task.id} task={task} held={held} loadOlder={loadOlder} messageId={messageId} />;
}

function Rows({ task, held, loadOlder, messageId }: Props & { held: Held; loadOlder: () => void }) {
  const list = useRef<VirtuosoHandle>(null);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const rows = useMemo(() => rowsOf(held.messages, held.arriving), [held]);
  const wanted = rows.findIndex(({ key }) => key === messageId);
  const newest = rows.length - 1;
  // The first row keeps its number while others come before it, so that what is read stays where it is.
  const firstIndex = useFirstIndex(rows);
  return (
    <div className="conversation" role="log" aria-label={texts.label}>
      <Virtuoso
        ref={list}
        data={rows}
        firstItemIndex={firstIndex}
        initialTopMostItemIndex={
          wanted === -1 ? { index: newest, align: "end" } : { index: wanted, align: "center" }
        }
        computeItemKey={(_index, { key }) => key}
        startReached={loadOlder}
        followOutput={(isAt) => (isAt ? "auto" : false)}
        atBottomThreshold={60}
        atBottomStateChange={setIsAtEnd}
        increaseViewportBy={{ top: 600, bottom: 300 }}
        itemContent={(_index, row) => (
          <ConversationRow row={row} task={task} isWanted={row.key === messageId} />
        )}
      />
      {!isAtEnd && (
        <button
          type="button"
          className="button to-newest"
          onClick={() => list.current?.scrollToIndex({ index: "LAST", align: "end" })}
        >
          <ArrowDown size={14} aria-hidden="true" /> {texts.toNewest}
        </button>
      )}
    </div>
  );
}

function useFirstIndex(rows: readonly { key: string }[]): number {
  const known = useRef<{ key: string | undefined; index: number }>({ key: rows[0]?.key, index: FAR });
  const before = rows.findIndex(({ key }) => key === known.current.key);
  const index = before <= 0 ? known.current.index : known.current.index - before;
  known.current = { key: rows[0]?.key, index };
  return index;
}
