// A conversation, live: its newest messages, older ones when they are asked for, and what is arriving.
import type { Client, WatchedFrame } from "@makima/client";
import type { Message } from "@makima/protocol/tasks";
import { useCallback, useEffect, useRef, useState } from "react";
import { useApi } from "../live/api.ts";
import { keepFollowing } from "../live/keep-following.ts";
import {
  type Arriving,
  type Held,
  nothingHeld,
  withDelta,
  withMessage,
  withOlder,
} from "./conversation-state.ts";

const PAGE = 120;
/** Deltas come many in a second; they are shown once a frame of the screen. */
type Change = (held: Held) => Held;

export type Conversation = { held: Held | null; error: Error | null; loadOlder: () => void };

export function useConversation(taskId: string): Conversation {
  const api = useApi();
  const [held, setHeld] = useState<Held | null>(null);
  const [error, setError] = useState<Error | null>(null);
  useEffect(() => {
    const over = new AbortController();
    setHeld(null);
    setError(null);
    const change = inFrames((work) => setHeld((old) => work(old ?? nothingHeld)), over.signal);
    keepFollowing(() => follow({ api, taskId, change }, over.signal), over.signal).catch((failure: Error) => {
      if (!over.signal.aborted) setError(failure);
    });
    return () => over.abort();
  }, [api, taskId]);
  const loadOlder = useOlder({ taskId, held, setHeld });
  return { held, error, loadOlder };
}

type Followed = { api: Client; taskId: string; change: (work: Change) => void };

/** A rewind moves the head: what is in view is read anew then, for the stream tells no more than where it stands. */
async function follow({ api, taskId, change }: Followed, signal: AbortSignal): Promise<void> {
  const page = await api.getConversation({ id: taskId, order: "desc", limit: PAGE }, { signal });
  change(() => withOlder(nothingHeld, page));
  const after = { [`task:${taskId}`]: page.cursor };
  for await (const frame of api.stream({ topics: [`task:${taskId}`], after, signal })) {
    if (!takeFrame(frame, change)) break;
  }
}

/** False when the conversation has to be read anew. */
function takeFrame(frame: WatchedFrame, change: (work: Change) => void): boolean {
  if ("live" in frame) return true;
  if (frame.kind === "head") return false;
  if (frame.kind === "message") change((held) => withMessage(held, frame.data as Message));
  if (frame.kind === "delta") change((held) => withDelta(held, frame.data as Arriving));
  return true;
}

function inFrames(apply: (work: Change) => void, signal: AbortSignal): (work: Change) => void {
  let waiting: Change[] = [];
  const run = (): void => {
    const works = waiting;
    waiting = [];
    if (!signal.aborted) apply((held) => works.reduce((before, work) => work(before), held));
  };
  return (work) => {
    waiting.push(work);
    // A page in the background draws no frames, and its messages are not to pile up.
    if (waiting.length === 1) (document.hidden ? setTimeout : requestAnimationFrame)(run);
  };
}

type Older = {
  taskId: string;
  held: Held | null;
  setHeld: (work: (old: Held | null) => Held | null) => void;
};

function useOlder({ taskId, held, setHeld }: Older): () => void {
  const api = useApi();
  const asked = useRef<string | null>(null);
  const cursor = held?.older ?? null;
  return useCallback(() => {
    if (cursor === null || asked.current === cursor) return;
    asked.current = cursor;
    api.getConversation({ id: taskId, order: "desc", limit: PAGE, cursor }).then(
      (page) => setHeld((old) => old && (old.older === cursor ? withOlder(old, page) : old)),
      () => {
        asked.current = null;
      },
    );
  }, [api, taskId, cursor, setHeld]);
}
