// Takes in what an agent said and what its tools printed: one statement numbers, fences and inserts.
import { Refusal } from "@makima/protocol/errors";
import type { SentMessage, SentOutput } from "@makima/protocol/mesh";
import { type Statement, statement } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import type { World } from "../world.ts";
import { APPEND_MESSAGES, APPEND_OUTPUT } from "./conversation-writer.ts";

/** `fenced`: the run is not the present one, or another daemon's. */
export type Appended = "appended" | "repeated" | "fenced";

export type From = { ownerId: string; daemonId: string; taskId: string; epoch: number };

const PLACE = statement(
  "conversation-place",
  `select epoch::int, daemon_id as "daemonId", last_source::int as "lastSource", last_output_source::int as "lastOutputSource"
   from conversation where owner_id = $1 and task_id = $2`,
);
type Place = { epoch: number; daemonId: string | null; lastSource: number; lastOutputSource: number };

/**
 * `messages` are numbered without a gap. Throws NOT_FOUND; throws an ordinary error when some before them were never sent, or are on their
 * way on another connection: the daemon has to send them again.
 */
export const appendMessages = (
  world: World,
  from: From,
  messages: readonly SentMessage[],
): Promise<Appended> => append(world, { from, batch: messages, sql: APPEND_MESSAGES, stream: "lastSource" });

/** The same for what tools, set-up commands and the agent's stderr print. */
export const appendOutput = (world: World, from: From, pieces: readonly SentOutput[]): Promise<Appended> =>
  append(world, { from, batch: pieces, sql: APPEND_OUTPUT, stream: "lastOutputSource" });

type Append = {
  from: From;
  batch: readonly { source: number }[];
  sql: Statement;
  stream: "lastSource" | "lastOutputSource";
};

async function append(world: World, { from, batch, sql, stream }: Append): Promise<Appended> {
  const { first, last } = endsOf(batch);
  const { ownerId, taskId, epoch, daemonId } = from;
  const values = [ownerId, taskId, epoch, first, last, JSON.stringify(batch), daemonId];
  const rows = await world.db.rows(sql, values);
  if (rows.length > 0) {
    world.doorbell.ring(bell.task(taskId));
    return "appended";
  }
  const place = await world.db.row<Place>(PLACE, [ownerId, taskId]);
  if (place === null) throw new Refusal("NOT_FOUND", "no such task");
  if (place.epoch !== epoch || place.daemonId !== daemonId) return "fenced";
  // What is said here was read after the append: only what is there as a whole may be called a repetition.
  if (place[stream] >= last) return "repeated";
  throw new Error(`task ${taskId}: ${first} came after ${place[stream]}, what is between was not there yet`);
}

function endsOf(batch: readonly { source: number }[]): { first: number; last: number } {
  const first = batch[0]?.source ?? 0;
  const last = batch.at(-1)?.source ?? 0;
  if (first < 1 || last - first !== batch.length - 1)
    throw new Error(`a batch from ${first} to ${last} holds ${batch.length} items`);
  return { first, last };
}
