// Records that changed nothing: one place tells the log and the metrics, so that a fenced run is seen.
import type { MeshRecord, Spooled } from "@makima/protocol/mesh";
import type { World } from "../../world.ts";
import type { Taken } from "./take-record.ts";

type Why = Exclude<Taken, "taken">;
type Refused = Spooled & { daemonId: string; taken: Why };
export type RefusedCount = { kind: MeshRecord["kind"]; taken: Why; count: number };

const counts = new Map<string, RefusedCount>();

export function noteRefused(world: World, { daemonId, seq, record, taken }: Refused): void {
  const known = counts.get(`${record.kind} ${taken}`);
  counts.set(`${record.kind} ${taken}`, { kind: record.kind, taken, count: (known?.count ?? 0) + 1 });
  const run = "taskId" in record ? { taskId: record.taskId, epoch: record.epoch } : {};
  world.log.warn({ daemonId, seq, record: record.kind, ...run, taken }, "a record changed nothing");
}

/** Since this program began. */
export const refusedRecords = (): readonly RefusedCount[] => [...counts.values()];
