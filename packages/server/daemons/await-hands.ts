// Waits for what a daemon's hands do for a person; after half a minute the command's row remains, and the door answers 202.
import { type ErrorCode, Refusal } from "@makima/protocol/errors";
import { Pending } from "../pending.ts";
import type { World } from "../world.ts";
import { awaitResult } from "./commands.ts";

const PATIENCE_MS = 30_000;

/**
 * Gives what the daemon answered. Throws DAEMON_FAILED with the daemon's own code, or that code itself where it is one of these.
 * @param own codes of the daemon that mean something to a person, and what they are called in the error table
 */
export async function awaitHands(
  world: World,
  of: { ownerId: string; operationId: string },
  own: Readonly<Record<string, ErrorCode>> = {},
): Promise<unknown> {
  const { ownerId, operationId } = of;
  const awaited = await awaitResult(world, { ownerId, commandId: operationId, patienceMs: PATIENCE_MS });
  if (awaited.status === "pending") return new Pending(operationId);
  if (awaited.result.ok) return awaited.result.value;
  const { code, message } = awaited.result;
  const known = own[code];
  throw known === undefined ? new Refusal("DAEMON_FAILED", message, { code }) : new Refusal(known, message);
}
