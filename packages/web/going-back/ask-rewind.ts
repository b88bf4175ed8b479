// Asks the server for a rewind: to show what it would do, to do it, or to undo one.
import type { Client } from "@makima/client";
import type { RewindPreview, RewoundConversation, RewoundTask } from "@makima/protocol/rewinds";
import type { Task } from "@makima/protocol/tasks";
import type { Point } from "./point.ts";

export type Part = "both" | "code" | "conversation";
export type Wish = {
  task: Task;
  point: Point;
  part: Part;
  afterPoint: "keep" | "withdraw";
};
type Rewound = RewoundTask | RewoundConversation;

/** What can go back there: a worker's conversation goes with its code alone, and without a checkpoint there is no code to go to. */
export function partsFor({ kind }: Task, { checkpointId }: Point): Part[] {
  if (kind !== "supervisor") return checkpointId === null ? [] : ["both", "code"];
  return checkpointId === null ? ["conversation"] : ["conversation", "both", "code"];
}

export async function previewRewind(api: Client, wish: Wish, signal: AbortSignal): Promise<RewindPreview> {
  const answer = await ask(api, wish, { dryRun: true, signal });
  if ("dryRun" in answer) return answer;
  throw new Error("a preview was asked for, and the server did something else");
}

export async function rewind(api: Client, wish: Wish): Promise<Rewound> {
  const answer = await ask(api, wish, { dryRun: false });
  if ("dryRun" in answer) throw new Error("a rewind was asked for, and the server only showed one");
  return answer;
}

/** The same call with the checkpoint that the rewind has left takes it back. */
export async function undoRewind(api: Client, { task, part }: Wish, undoCheckpointId: string): Promise<void> {
  if (isOfConversation(task, part)) await api.rewindConversation({ id: task.contractId, undoCheckpointId });
  else await api.rewindTask({ id: task.id, undoCheckpointId });
}

const isOfConversation = ({ kind }: Task, part: Part): boolean => kind === "supervisor" && part !== "code";

function ask(
  api: Client,
  { task, point, part, afterPoint }: Wish,
  { dryRun, signal }: { dryRun: boolean; signal?: AbortSignal },
): Promise<RewindPreview | Rewound> {
  const options = signal === undefined ? {} : { signal };
  if (isOfConversation(task, part)) {
    const place = point.messageId === null ? { toTimestamp: point.at } : { toMessageId: point.messageId };
    const body = { ...place, rewindCode: part === "both", afterPoint, dryRun };
    return api.rewindConversation({ id: task.contractId, ...body }, options);
  }
  const body = { rewindConversation: part === "both", afterPoint, dryRun };
  return api.rewindTask(
    { id: task.id, ...(point.checkpointId === null ? {} : { checkpointId: point.checkpointId }), ...body },
    options,
  );
}
