// Takes up a contract's supervisor for a person: as it was, with an empty conversation, or from a checkpoint.
import { isContractOver } from "@makima/core/contract";
import { Refusal, refuseField } from "@makima/protocol/errors";
import { RESUME_MODES, type ResumedSupervisor, type ResumeSupervisor } from "@makima/protocol/supervisors";
import { loadContract } from "../contracts/contracts.ts";
import { getSupervisor, readSupervisor } from "../supervisors/supervisors.ts";
import { readTask, withTask } from "../tasks/tasks.ts";
import type { Principal, World } from "../world.ts";
import type { Recovery } from "./recovery.ts";
import { resumeHeld } from "./resume-held.ts";

/** Throws INVALID_RESUME_MODE, NOT_FOUND, NO_SUPERVISOR_STATE, VALIDATION and what `resumeHeld` throws. */
export async function resumeSupervisor(
  world: World,
  principal: Principal,
  { params, body }: { params: { id: string }; body: ResumeSupervisor },
): Promise<ResumedSupervisor> {
  const { ownerId } = principal;
  const contract = await loadContract(world.db, { ownerId, contractId: params.id });
  const plan = planOf(body);
  if (isContractOver(contract.status))
    throw new Refusal("CONTRACT_OVER", `the contract is ${contract.status}`);
  const { supervisorTaskId } = await getSupervisor(world, principal, { params });
  const key = { ownerId, taskId: supervisorTaskId };
  return withTask(world, key, async (held) => {
    const before = await readSupervisor(held.tx, { ownerId, contractId: params.id });
    if (before === null) throw new Refusal("NO_SUPERVISOR_STATE", "the contract has no supervisor yet");
    const report = await resumeHeld({
      world,
      held,
      actor: { kind: "person", id: principal.keyId },
      wish: {
        plan,
        checkpointId: body.checkpointId ?? null,
        targetDaemonId: body.targetDaemonId ?? null,
        agent: body.agent ?? null,
        additionalContext: body.additionalContext ?? null,
        dryRun: body.dryRun,
      },
    });
    const after = await readTask(held.tx, key);
    return {
      supervisorTaskId,
      daemonId: body.targetDaemonId ?? before.daemonId,
      resumedFrom: {
        phase: before.phase,
        lastActivity: before.lastActivity,
        messageCount: before.messageCount,
      },
      status: after?.status ?? held.task.status,
      restoration: {
        previousState: before.state,
        restorationCount: before.restorationCount + (report === null ? 0 : 1),
        pendingQuestionsCount: before.pendingQuestions.length,
        waitingTasksCount: before.pendingTaskIds.length,
        spawnedTasksCount: before.spawnedTaskIds.length,
        warnings: report?.warnings ?? [],
      },
      report,
    };
  });
}

const PLANS: Record<(typeof RESUME_MODES)[number], Recovery["plan"]> = {
  continue: null,
  restart_phase: "start_fresh",
  from_checkpoint: "use_checkpoint",
};

function planOf({ resumeMode, plan, checkpointId, dryRun }: ResumeSupervisor): Recovery["plan"] {
  const named = resumeMode ?? (plan !== undefined || dryRun ? "continue" : "");
  const mode = RESUME_MODES.find((known) => known === named);
  if (mode === undefined)
    throw new Refusal("INVALID_RESUME_MODE", `resumeMode is one of ${RESUME_MODES.join(", ")}`);
  const wanted = plan ?? PLANS[mode];
  if (checkpointId !== undefined && wanted !== "use_checkpoint")
    throw refuseField("checkpointId", "only from_checkpoint goes back to one");
  return wanted;
}
