// One record of a daemon, to the operation that takes it in.
import { Refusal } from "@makima/protocol/errors";
import type { MeshRecord } from "@makima/protocol/mesh";
import { ZodError } from "zod";
import { askPermission, overdueCall, recordHands, takeCall } from "../../calls/calls.ts";
import { recordCheckpoint } from "../../checkpoints/checkpoints.ts";
import { isUnfit } from "../../db/database.ts";
import {
  appendMessages,
  appendOutput,
  keepLate,
  recordRunEnded,
  recordRunStarted,
  recordSteered,
  recordTurnEnded,
} from "../../tasks/tasks.ts";
import { keepTranscript } from "../../transcripts/transcripts.ts";
import { recordWorktrees } from "../../worktrees/worktrees.ts";
import type { World } from "../../world.ts";

export type Taken = "taken" | "fenced" | "unknown" | "unfit";

/**
 * `fenced`: it changed nothing, and is kept as an attachment of its run. `unfit`: it can never be taken in, and it must not hold up the others.
 * Throws what may go well when the daemon sends the record again.
 *
 * @param from `seq` is the record's number in the daemon's spool
 */
export async function takeRecord(
  world: World,
  from: { ownerId: string; daemonId: string; seq: number; record: MeshRecord },
): Promise<Taken> {
  try {
    if (await dispatch(world, from)) return "taken";
    await keepLate(world, from);
    return "fenced";
  } catch (error) {
    if (error instanceof Refusal && error.code === "NOT_FOUND") return "unknown";
    if (error instanceof ZodError || (isUnfit(error) && !isNumbered(from.record))) {
      world.log.error({ err: error, record: from.record.kind }, "a record cannot be taken in, ever");
      return "unfit";
    }
    throw error;
  }
}

/** What comes behind such a record is a gap without it: it stays in the spool, where a person finds it. */
const isNumbered = ({ kind }: MeshRecord): boolean => kind === "messages" || kind === "output";

async function dispatch(
  world: World,
  { ownerId, daemonId, record }: { ownerId: string; daemonId: string; record: MeshRecord },
): Promise<boolean> {
  const by = { ownerId, daemonId };
  switch (record.kind) {
    case "messages":
      return (await appendMessages(world, { ...by, ...record }, record.messages)) !== "fenced";
    case "output":
      return (await appendOutput(world, { ...by, ...record }, record.pieces)) !== "fenced";
    case "tool_call":
      return takeCall(world, { ...by, record });
    case "tool_overdue":
      return overdueCall(world, { ...by, record });
    case "permission":
      return askPermission(world, { ...by, record });
    case "run_started":
      return recordRunStarted(world, { ...by, record });
    case "run_ended":
      return recordRunEnded(world, { ...by, record });
    case "turn_ended":
      return recordTurnEnded(world, { ...by, record });
    case "steered":
      return recordSteered(world, { ...by, record });
    case "checkpoint":
      return recordCheckpoint(world, { ...by, record });
    case "transcript":
      return keepTranscript(world, { ...by, record });
    case "worktrees":
      await recordWorktrees(world, { ...by, record });
      return true;
    case "command_done":
      await recordHands(world, { ...by, record });
      return true;
  }
}
