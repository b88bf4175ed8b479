// A conversation, live: the stretch of it that is read, and what is arriving at its end.
import type { Message } from "@makima/protocol/tasks";
import { useMemo, useRef, useState } from "react";
import { inFrames } from "../live/in-frames.ts";
import { type Source, useWindow, type Window } from "../live/use-window.ts";
import { type Arriving, afterMessage, withDelta } from "./arriving.ts";

export type Conversation = Window<Message> & { arriving: Arriving | null };

/** @param messageId the message that is looked for; without one it begins at the end */
export function useConversation(taskId: string, messageId: string | undefined): Conversation {
  const { arriving, change } = useArriving();
  const source = useMemo((): Source<Message> => {
    const topic = `task:${taskId}` as const;
    return {
      topic,
      numberOf: ({ index }) => index,
      firstNumber: 0,
      read: async (api, { from, ...ask }, signal) => {
        const begin = typeof from === "string" ? { fromMessageId: from } : { fromIndex: from };
        const page = await api.getConversation(
          { id: taskId, ...ask, ...(from === null ? {} : begin) } as Parameters<
            typeof api.getConversation
          >[0],
          { signal },
        );
        return { items: page.messages, more: page.nextCursor !== null, cursor: page.cursor };
      },
      hear: ({ kind, data }) => {
        // A rewind moves the head: the stream tells no more than where it stands, and every place means another message.
        if (kind === "head") return "anew";
        if (kind === "delta") change((old) => withDelta(old, data as Arriving));
        if (kind !== "message") return null;
        const item = data as Message;
        change((old) => afterMessage(old, item));
        return { item };
      },
    };
  }, [taskId, change]);
  return { ...useWindow(source, messageId ?? null), arriving };
}

function useArriving() {
  const [arriving, setArriving] = useState<Arriving | null>(null);
  const over = useRef(new AbortController());
  const change = useMemo(() => inFrames<Arriving | null>(setArriving, over.current.signal), []);
  return { arriving, change };
}
