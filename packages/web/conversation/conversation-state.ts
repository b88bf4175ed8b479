// What of a conversation the page holds: a stretch of its newest messages in their order, and what is still arriving.
import type { Message } from "@makima/protocol/tasks";

/** What has arrived of a message that is not complete: not history, and replaced by the whole of it. */
export type Arriving = { source: number; role: "assistant" | "thinking"; text: string };

export type Held = {
  /** in their order; the first of them may have others before it */
  messages: readonly Message[];
  /** where the page before the first of them is; null: there is none */
  older: string | null;
  arriving: Arriving | null;
};

export const nothingHeld: Held = { messages: [], older: null, arriving: null };

/** A message that is known already stays as it is: a stream that comes back may tell it twice. */
export function withMessage(held: Held, message: Message): Held {
  const last = held.messages.at(-1);
  if (last !== undefined && message.index <= last.index) return held;
  const isWhole = held.arriving?.role === message.role;
  return { ...held, messages: [...held.messages, message], arriving: isWhole ? null : held.arriving };
}

export function withDelta(held: Held, delta: Arriving): Held {
  const before = held.arriving?.source === delta.source ? held.arriving.text : "";
  return { ...held, arriving: { ...delta, text: before + delta.text } };
}

/** A page of older ones, newest first, as the server gives it. */
export function withOlder(
  held: Held,
  page: { messages: readonly Message[]; nextCursor: string | null },
): Held {
  const first = held.messages[0]?.index ?? Number.POSITIVE_INFINITY;
  const older = page.messages.filter(({ index }) => index < first).toReversed();
  return { ...held, messages: [...older, ...held.messages], older: page.nextCursor };
}
