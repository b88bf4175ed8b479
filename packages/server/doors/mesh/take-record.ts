// One record of a daemon, to the operation that takes it in.
import { Refusal } from "@makima/protocol/errors";
import type { MeshRecord } from "@makima/protocol/mesh";
import { askPermission, overdueCall, recordHands, takeCall } from "../../calls/calls.ts";
import { recordCheckpoint } from "../../checkpoints/checkpoints.ts";
import {
  appendMessages,
  appendOutput,
  recordRunEnded,
  recordRunStarted,
  recordTurnEnded,
} from "../../tasks/tasks.ts";
import type { World } from "../../world.ts";

export type Taken = "taken" | "fenced" | "unknown";

/** Throws what may go well when the daemon sends the record again. */
export async function takeRecord(
  world: World,
  from: { ownerId: string; daemonId: string; record: MeshRecord },
): Promise<Taken> {
  try {
    return (await dispatch(world, from)) ? "taken" : "fenced";
  } catch (error) {
    if (error instanceof Refusal && error.code === "NOT_FOUND") return "unknown";
    throw error;
  }
}

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
    case "checkpoint":
      return recordCheckpoint(world, { ...by, record });
    case "command_done":
      await recordHands(world, { ...by, record });
      return true;
  }
}
