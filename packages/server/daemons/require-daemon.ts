// The daemon that a person names for a task has to be there.
import { Refusal } from "@makima/protocol/errors";
import { type Reader, statement } from "../db/database.ts";
import type { DaemonKey } from "./commands.ts";

const DAEMON = statement(
  "daemon-by-id",
  `select name, status, revoked_at is not null as "isRevoked" from daemon where owner_id = $1 and id = $2`,
);

/** Throws NOT_FOUND for one that never was or is another owner's, DAEMON_GONE for one that is offline or revoked. */
export async function requireDaemon(reader: Reader, { ownerId, daemonId }: DaemonKey): Promise<void> {
  const daemon = await reader.row<{ name: string; status: string; isRevoked: boolean }>(DAEMON, [
    ownerId,
    daemonId,
  ]);
  if (daemon === null) throw new Refusal("NOT_FOUND", "there is no such daemon");
  if (daemon.isRevoked || daemon.status === "offline")
    throw new Refusal("DAEMON_GONE", `daemon ${daemon.name} is ${daemon.isRevoked ? "revoked" : "offline"}`);
}
