// The moment of a task that a person names: a checkpoint, a message or a time.
import type { Client } from "@makima/client";
import type { Command } from "commander";
import { usageError } from "./cli-error.ts";
import { findById } from "./find-by-id.ts";
import { parseSince } from "./parse-since.ts";
import { nowMs } from "./ports/clock.ts";

export type PointOptions = { checkpoint?: string; message?: string; at?: string };

export const addPointOptions = (command: Command): Command =>
  command
    .option("--checkpoint <number>", "at this checkpoint: its number or its id")
    .option("--message <id>", "at this message, as `makima task conversation --json` lists it")
    .option("--at <time>", "at this time: 10min, 2h or 3d ago, or an ISO time");

/** Throws a usage error unless exactly one is named. */
export function readPoint({ checkpoint, message, at }: PointOptions): {
  type: "checkpoint" | "message" | "timestamp";
  value: string;
} {
  const [point, ...others] = [
    ...(checkpoint === undefined ? [] : [{ type: "checkpoint" as const, value: checkpoint }]),
    ...(message === undefined ? [] : [{ type: "message" as const, value: message }]),
    ...(at === undefined ? [] : [{ type: "timestamp" as const, value: parseSince(at, nowMs()) }]),
  ];
  if (point === undefined || others.length > 0)
    throw usageError("name one moment", "give --checkpoint NUMBER, --message ID or --at TIME");
  return point;
}

/** By its number, its id or a unique part of that. Throws a usage error or NOT_FOUND. */
export async function chooseCheckpoint(
  sdk: Client,
  { taskId, given }: { taskId: string; given: string },
): Promise<string> {
  const items: { id: string; number: number; message: string }[] = [];
  for await (const item of sdk.pages(sdk.getCheckpoints, { id: taskId, limit: 200 })) items.push(item);
  const numbered = items.find(({ number }) => String(number) === given);
  if (numbered !== undefined) return numbered.id;
  const named = items.map(({ id, message }) => ({ id, name: message.slice(0, 40) }));
  const list = "makima task show";
  return findById({ given, items: named, noun: "checkpoint", list }).id;
}
