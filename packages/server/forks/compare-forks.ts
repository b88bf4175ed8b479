// The forks of one moment side by side: what each changed since, how far it is, what it took and what it said last.
import { Refusal } from "@makima/protocol/errors";
import type { ComparedFork, Comparison } from "@makima/protocol/forks";
import { diffShape, type Task } from "@makima/protocol/tasks";
import { askHands, diffCommand } from "../calls/calls.ts";
import { type Reader, statement } from "../db/database.ts";
import { Pending } from "../pending.ts";
import { viewTask } from "../tasks/tasks.ts";
import type { Principal, World } from "../world.ts";
import { siblingsOf } from "./siblings.ts";

type Of = { principal: Principal; taskId: string };

/** Throws NOT_FOUND, NO_FORKS. What cannot be told of one fork is told as its problem. */
export async function compareForks(
  world: World,
  principal: Principal,
  { params }: { params: { id: string } },
): Promise<Comparison> {
  const { ownerId } = principal;
  const { contractId } = await viewTask(world.db, { ownerId, taskId: params.id });
  const { from, ids } = await siblingsOf(world.db, { ownerId, taskId: params.id });
  const kept = await world.db.row<{ taskId: string }>(KEPT_LAST, [ownerId, contractId, ids]);
  const forks = await Promise.all(
    ids.map(async (taskId) => ({
      ...(await compareOne(world, { principal, taskId })),
      isKept: taskId === kept?.taskId,
    })),
  );
  return { from, forks };
}

const KEPT_LAST = statement(
  "fork-kept-last",
  `select task_id as "taskId" from event
   where owner_id = $1 and contract_id = $2 and type = 'task.kept' and task_id = any($3::uuid[]) order by number desc limit 1`,
);

async function compareOne(world: World, of: Of): Promise<Omit<ComparedFork, "isKept">> {
  const key = { ownerId: of.principal.ownerId, taskId: of.taskId };
  const [task, lastMessage] = await Promise.all([viewTask(world.db, key), lastWords(world.db, key)]);
  const { changes, problem } =
    task.epoch === 0 ? { changes: null, problem: null } : await changesOf(world, of);
  return { task, durationMs: durationOf(task), lastMessage, changes, problem };
}

const LAST_WORDS = statement(
  "last-words-of-fork",
  `select left(content, 2000) as content from message
   where owner_id = $1 and task_id = $2 and role = 'assistant' order by seq desc limit 1`,
);

/** The last of its own, not of the original's. */
async function lastWords(
  reader: Reader,
  { ownerId, taskId }: { ownerId: string; taskId: string },
): Promise<string | null> {
  return (await reader.row<{ content: string }>(LAST_WORDS, [ownerId, taskId]))?.content ?? null;
}

function durationOf({ startedAt, endedAt, updatedAt }: Task): number | null {
  return startedAt === null ? null : Date.parse(endedAt ?? updatedAt) - Date.parse(startedAt);
}

/** Only the files and their numbers; the patch is asked for of one fork at a time. */
async function changesOf(world: World, of: Of): Promise<Pick<ComparedFork, "changes" | "problem">> {
  try {
    const value = await askHands(world, of, async (held) => ({
      ...(await diffCommand(held)),
      maxPatchBytes: 1,
    }));
    if (value instanceof Pending) return { changes: null, problem: "its machine has not answered yet" };
    const { files } = diffShape.parse(value);
    const linesAdded = files.reduce((sum, { added }) => sum + (added ?? 0), 0);
    const linesRemoved = files.reduce((sum, { removed }) => sum + (removed ?? 0), 0);
    return { changes: { files, linesAdded, linesRemoved }, problem: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { changes: null, problem: error.message };
  }
}
