// Passes what is still arriving on to the watchers of a task, for the runs that are this daemon's own.
import type { DaemonFrame } from "@makima/protocol/mesh";
import type { Session } from "../../daemons/daemons.ts";
import { statement } from "../../db/database.ts";
import type { World } from "../../world.ts";
import { publish } from "../stream/deltas.ts";

type Delta = Extract<DaemonFrame, { kind: "delta" }>;

export type DeltaPass = {
  pass(delta: Delta): Promise<void>;
  /** Whose a run is is asked anew from here on. */
  forget(): void;
};

const IS_OURS = statement(
  "is-run-of-daemon",
  "select 1 as one from conversation where owner_id = $1 and task_id = $2 and epoch = $3 and daemon_id = $4",
);

/** A run is looked up once between two heartbeats: deltas are many, and none of them is kept. */
export function passDeltas(world: World, { ownerId, daemonId }: Session): DeltaPass {
  const known = new Map<string, Promise<boolean>>();
  const isOurs = async ({ taskId, epoch }: Delta) =>
    (await world.db.row(IS_OURS, [ownerId, taskId, epoch, daemonId])) !== null;
  return {
    pass: async (delta) => {
      const name = `${delta.taskId}:${delta.epoch}`;
      const asked = known.get(name) ?? isOurs(delta);
      known.set(name, asked);
      if (await asked) publish(delta.taskId, delta);
    },
    forget: () => known.clear(),
  };
}
