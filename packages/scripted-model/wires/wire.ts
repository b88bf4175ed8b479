// How a provider's API reads and writes: each is one of these.
import type { Conversation } from "../conversation/conversation.ts";
import type { Refusal } from "../faults/fault.ts";
import type { Reply } from "../script/reply.ts";

export type WireName = "anthropic" | "responses" | "gemini" | "chat-completions";

export type Answer = { reply: Reply; model: string };

export type Wire = {
  name: WireName;
  /** whether a request to this path asks the model for an answer */
  serves: (path: string) => boolean;
  /** Throws `ZodError` when it is no request of this API. */
  read: (body: unknown, path: string) => Conversation;
  /** the answer as server-sent events, and as one document where the request wants no stream */
  stream: (answer: Answer) => readonly Frame[];
  whole: (answer: Answer) => unknown;
  refuse: (refusal: Refusal, circumstances: { model: string; nowMs: number }) => Refused;
};

/** A piece of a stream, and how much of what the model says is in it. */
export type Frame = { text: string; chars: number; waitMs: number };

export type Refused = { status: number; headers: Readonly<Record<string, string>>; body: unknown };

type Piece = { chars?: number; waitMs?: number; event?: string };

/** One server-sent event. */
export function serverSent(data: unknown, { chars = 0, waitMs = 0, event }: Piece = {}): Frame {
  const head = event === undefined ? "" : `event: ${event}\n`;
  return { text: `${head}data: ${JSON.stringify(data)}\n\n`, chars, waitMs };
}

/** A model says its text in pieces; between two of them it pauses for `chunkMs`. */
export const inPieces = (text: string, chunkMs = 0): { text: string; chars: number; waitMs: number }[] =>
  (text.match(/[\s\S]{1,24}/gu) ?? []).map((piece, index) => ({
    text: piece,
    chars: piece.length,
    waitMs: index === 0 ? 0 : chunkMs,
  }));

/** A schema's name and its words; `status` is the HTTP status. */
export type RefusalWords = { status: number; type: string; message: string };
