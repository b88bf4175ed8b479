// The state of a contract's supervisor.
import { Refusal } from "@makima/protocol/errors";
import type { Supervisor } from "@makima/protocol/supervisors";
import { loadContract } from "../contracts/contracts.ts";
import type { Principal, World } from "../world.ts";
import { type HeartbeatStanding, heartbeatOf } from "./heartbeat-of.ts";
import { readSupervisor } from "./reader.ts";

/** Throws NOT_FOUND, or NO_SUPERVISOR_STATE before its first run. */
export async function getSupervisor(
  world: World,
  principal: Principal,
  { params }: { params: { id: string } },
): Promise<Supervisor> {
  const of = { ownerId: principal.ownerId, contractId: params.id };
  const supervisor = await readSupervisor(world.db, of);
  if (supervisor !== null) {
    const beat = await heartbeatOf(world.db, { ...of, taskId: supervisor.supervisorTaskId });
    return { ...supervisor, heartbeat: beat === null ? null : showHeartbeat(beat) };
  }
  await loadContract(world.db, of);
  throw new Refusal("NO_SUPERVISOR_STATE", "the contract has no supervisor yet");
}

const showHeartbeat = ({ differs: _, pendingTaskIds, at, ...said }: HeartbeatStanding) => ({
  ...said,
  pendingTaskIds: [...pendingTaskIds],
  at: at.toISOString(),
});
