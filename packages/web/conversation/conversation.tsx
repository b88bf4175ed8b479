// A task's conversation: grows at its end, is read back to its beginning, and moves for nobody who reads in it.
import type { Message, Task } from "@makima/protocol/tasks";
import { useMemo } from "react";
import type { Held } from "../live/window.ts";
import { placeOfNumber } from "../parts/place-of-number.ts";
import { StretchOf } from "../parts/stretch-of.tsx";
import { WindowedList } from "../parts/windowed-list.tsx";
import { conversationTexts as texts } from "../texts/conversation.ts";
import type { Arriving } from "./arriving.ts";
import { ConversationRow } from "./conversation-row.tsx";
import { type Row, rowsOf } from "./rows-of.ts";
import { useConversation } from "./use-conversation.ts";

type Props = { task: Task; messageId: string | undefined };

export function Conversation({ task, messageId }: Props) {
  const { arriving, ...window } = useConversation(task.id, messageId);
  const rows = useRows(window.held, arriving);
  const wanted = window.held?.items.find(({ id }) => id === messageId)?.index ?? null;
  const wantedKey = wanted === null ? undefined : rows[placeOfNumber(rows, wanted)]?.key;
  return (
    <StretchOf window={window} isEmpty={rows.length === 0} texts={texts}>
      {(held) => (
        <WindowedList
          key={window.generation}
          label={texts.label}
          className="conversation"
          rows={rows}
          held={held}
          window={window}
          begin={wanted}
          render={(row) => <ConversationRow row={row} task={task} isWanted={row.key === wantedKey} />}
        />
      )}
    </StretchOf>
  );
}

/** What arrives stands at the end, where that is held. */
function useRows(held: Held<Message> | null, arriving: Arriving | null): Row[] {
  const { items, moreBefore = false, moreAfter = true } = held ?? {};
  const said = useMemo(() => rowsOf(items ?? [], { moreBefore }), [items, moreBefore]);
  return useMemo(
    () =>
      arriving === null || moreAfter
        ? said
        : [...said, { kind: "arriving", key: "arriving", number: Number.POSITIVE_INFINITY, arriving }],
    [said, arriving, moreAfter],
  );
}
