// Takes in what an agent said: one statement numbers, fences and inserts.
import type { SentMessage, SentOutput } from "@makima/protocol/mesh";
import { statement } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import type { World } from "../world.ts";
import { APPEND_MESSAGES, APPEND_OUTPUT } from "./conversation-writer.ts";

export type Appended = "appended" | "repeated" | "fenced";

type From = { ownerId: string; taskId: string; epoch: number };

const PLACE = statement(
  "conversation-place",
  `select epoch::int, last_source::int as "lastSource", last_output_source::int as "lastOutputSource"
   from conversation where owner_id = $1 and task_id = $2`,
);

/** `messages` are numbered without a gap. Throws when some before them were never sent: the daemon has to send them again. */
export async function appendMessages(
  world: World,
  from: From,
  messages: readonly SentMessage[],
): Promise<Appended> {
  const ends = endsOf(messages);
  const rows = await world.db.rows(APPEND_MESSAGES, [
    from.ownerId,
    from.taskId,
    from.epoch,
    ends.first,
    ends.last,
    JSON.stringify(messages),
  ]);
  if (rows.length > 0) {
    world.doorbell.ring(bell.task(from.taskId));
    return "appended";
  }
  return explain(world, from, { first: ends.first, stream: "lastSource" });
}

/** The same for what tools, set-up commands and the agent's stderr print. */
export async function appendOutput(
  world: World,
  from: From,
  pieces: readonly SentOutput[],
): Promise<Appended> {
  const ends = endsOf(pieces);
  const bytes = pieces.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  const rows = await world.db.rows(APPEND_OUTPUT, [
    from.ownerId,
    from.taskId,
    from.epoch,
    ends.first,
    ends.last,
    JSON.stringify(pieces),
    bytes,
  ]);
  if (rows.length > 0) {
    world.doorbell.ring(bell.task(from.taskId));
    return "appended";
  }
  return explain(world, from, { first: ends.first, stream: "lastOutputSource" });
}

function endsOf(batch: readonly { source: number }[]): { first: number; last: number } {
  const first = batch[0]?.source ?? 0;
  const last = batch.at(-1)?.source ?? 0;
  if (first < 1 || last - first !== batch.length - 1)
    throw new Error(`a batch from ${first} to ${last} holds ${batch.length} items`);
  return { first, last };
}

async function explain(
  world: World,
  from: From,
  at: { first: number; stream: "lastSource" | "lastOutputSource" },
): Promise<Appended> {
  const place = await world.db.row<{ epoch: number; lastSource: number; lastOutputSource: number }>(PLACE, [
    from.ownerId,
    from.taskId,
  ]);
  if (place === null || place.epoch !== from.epoch) return "fenced";
  if (place[at.stream] < at.first - 1) {
    throw new Error(
      `task ${from.taskId}: ${at.first} came after ${place[at.stream]}, what is between was never sent`,
    );
  }
  return "repeated";
}
