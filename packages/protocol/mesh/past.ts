// An agent's own transcript on its way to the server, and what a daemon asks for of a task's past. Both come in pieces that fit into a frame.
import { z } from "zod";
import { count, id } from "../shapes/shapes.ts";
import { messageShape } from "../tasks/task-shapes.ts";

const runOf = { taskId: id, epoch: z.int().min(1) };

/** As JSON in a frame; a line that is longer is not kept, and the transcript cannot be gone on from. */
export const MAX_TRANSCRIPT_LINE_BYTES = 4 * 1024 * 1024;

const transcriptLine = z.object({
  /** a secret in it was replaced: what the agent's provider signed in it is not valid any more */
  isRedacted: z.boolean(),
  /** null: it was too long to be kept */
  line: z.string().nullable(),
});
export type TranscriptLine = z.infer<typeof transcriptLine>;

/** Lines of the transcript that the agent of a run writes itself, in its order and word for word. */
export const transcriptRecord = z.object({
  kind: z.literal("transcript"),
  ...runOf,
  /** by the agent's own name for it */
  session: z.string().min(1).max(500),
  /** in which they were written; 0: before the run's first */
  turn: count,
  /** of the first line; a run's are numbered 1, 2, 3 … without a gap, which only removes doubles */
  source: z.int().min(1),
  lines: z.array(transcriptLine).min(1).max(1000),
});
export type TranscriptRecord = z.infer<typeof transcriptRecord>;

const transcriptPlace = z.object({ epoch: z.int().min(1), source: z.int().min(1) });

/** All of it stands before the present run's first prompt. */
export const pastAsk = z.discriminatedUnion("kind", [
  /** the conversation as a prompt, for an agent that cannot load its session; the answer is in `text` */
  z.object({ kind: z.literal("past"), ...runOf }),
  /** its messages from a place on, as seen from the head; the answer is a `pastMessagesPage` in `data` */
  z.object({ kind: z.literal("past_messages"), ...runOf, fromIndex: count }),
  /** what this kind of agent wrote itself, behind a place; the answer is a `transcriptPage` or null in `data` */
  z.object({ kind: z.literal("past_transcript"), ...runOf, after: transcriptPlace.nullable() }),
]);
export type PastAsk = z.infer<typeof pastAsk>;

const pastMessage = messageShape.pick({
  epoch: true,
  role: true,
  content: true,
  toolCallId: true,
  toolName: true,
  toolInput: true,
  isError: true,
  createdAt: true,
});
export type SentPastMessage = z.infer<typeof pastMessage>;

export const pastMessagesPage = z.object({
  messages: z.array(pastMessage),
  /** where the next page begins; null: this was the last */
  nextIndex: count.nullable(),
});
export type PastMessagesPage = z.infer<typeof pastMessagesPage>;

export const transcriptPage = z.object({
  session: z.string(),
  lines: z.array(transcriptLine),
  /** behind which the next page begins; null: this was the last */
  next: transcriptPlace.nullable(),
});
export type TranscriptPage = z.infer<typeof transcriptPage>;
