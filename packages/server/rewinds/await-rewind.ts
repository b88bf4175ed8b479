// Waits for what a rewind comes to: a reconciler carries it out, whoever waits.
import { type ErrorCode, isErrorCode, Refusal } from "@makima/protocol/errors";
import { type RewindPreview, rewindPreview } from "@makima/protocol/rewinds";
import { z } from "zod";
import { awaitRow } from "../await-row.ts";
import { bell } from "../doorbell.ts";
import { Pending } from "../pending.ts";
import type { World } from "../world.ts";
import { rewindOutcome } from "./reader.ts";

/** What a rewind that is done has come to, as its row keeps it. */
const rewindResultShape = z.object({
  contractId: z.string(),
  taskId: z.string(),
  checkpointId: z.string().nullable(),
  codeRewound: z.boolean(),
  filesChanged: z.int(),
  branch: z.object({ name: z.string(), commit: z.string(), note: z.string().nullable() }).nullable(),
  undoCheckpointId: z.string(),
  messagesRemoved: z.int(),
  messagesRestored: z.int(),
  newMessageCount: z.int(),
});
export type RewindResult = z.infer<typeof rewindResultShape>;

const PATIENCE_MS = 30_000;

/** Throws what made it fail. */
export async function awaitRewind(
  world: World,
  { ownerId, rewindId }: { ownerId: string; rewindId: string },
): Promise<RewindResult | RewindPreview | Pending> {
  const outcome = await awaitRow(world, {
    bell: bell.operation(rewindId),
    patienceMs: PATIENCE_MS,
    look: async () => {
      const row = await rewindOutcome(world.db, { ownerId, rewindId });
      return row === null || row.status === "open" ? null : row;
    },
  });
  if (outcome === null) return new Pending(rewindId);
  if (outcome.status === "failed") throw new Refusal(codeOf(outcome.failure.code), outcome.failure.message);
  return z.union([rewindPreview, rewindResultShape]).parse(outcome.result);
}

const codeOf = (code: string): ErrorCode => (isErrorCode(code) ? code : "DAEMON_FAILED");
