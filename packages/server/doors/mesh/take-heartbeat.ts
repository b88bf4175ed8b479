// A daemon's heartbeat, all that it does: the lease, what each run said last, and the signs of life of supervisors. It never sets a state.
import type { DaemonFrame, RunRef } from "@makima/protocol/mesh";
import { beat, type Session } from "../../daemons/daemons.ts";
import { noteSigns } from "../../supervisors/supervisors.ts";
import type { World } from "../../world.ts";

/** Gives the runs that are over for the server, or null when a newer session has taken this one's place. */
export async function takeHeartbeat(
  world: World,
  session: Session,
  heartbeat: Extract<DaemonFrame, { kind: "heartbeat" }>,
): Promise<RunRef[] | null> {
  const beaten = await beat(world, session, heartbeat);
  if (beaten === null) return null;
  await noteSigns(world, { ...session, taskIds: beaten.fresh });
  return beaten.fenced;
}
