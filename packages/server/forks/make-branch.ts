// An ordinary branch in the person's repository at a moment of a task: at the newest checkpoint at or before it.
import { Refusal } from "@makima/protocol/errors";
import type { MadeBranch, NewBranch } from "@makima/protocol/forks";
import { branchResult } from "@makima/protocol/mesh";
import { askHands } from "../calls/calls.ts";
import { repositoryOf } from "../contracts/contracts.ts";
import { Pending } from "../pending.ts";
import type { Principal, World } from "../world.ts";
import { findPoint } from "./find-point.ts";
import { refuseBranchName } from "./refuse-names.ts";

const CODES = {
  BRANCH_EXISTS: "BRANCH_EXISTS",
  INVALID_NAME: "BRANCH_NAME_INVALID",
  RESULT_MISSING: "COMMIT_GONE",
} as const;

type Answer = Promise<MadeBranch | Pending>;

/** Throws BRANCH_NAME_INVALID, NO_CHECKPOINT, what `findPoint` and `askHands` throw, BRANCH_EXISTS and COMMIT_GONE. */
export async function branchFromTask(
  world: World,
  principal: Principal,
  { params, body }: { params: { id: string }; body: NewBranch },
): Answer {
  const { fromType: type, fromValue: value, branchName } = body;
  let checkpointId = "";
  const by = { principal, taskId: params.id, codes: CODES };
  const answer = await askHands(world, by, async ({ tx, contract, task }) => {
    refuseBranchName(branchName);
    const { ownerId } = principal;
    const point = await findPoint(tx, { ownerId, contractId: contract.id, taskId: task.id, type, value });
    const { checkpoint } = point;
    if (checkpoint === null)
      throw new Refusal("NO_CHECKPOINT", `${task.name} had made no checkpoint at ${point.at}`);
    checkpointId = checkpoint.id;
    return {
      kind: "make_branch",
      contractId: contract.id,
      taskId: task.id,
      branchId: world.ids.next(),
      branchName,
      commit: checkpoint.commit,
      checkpoint: { id: checkpoint.id, number: checkpoint.number, taskName: task.name },
      contractBranch: contract.branch,
      branchCommit: contract.branchCommit,
      repository: repositoryOf(contract),
    };
  });
  return answer instanceof Pending ? answer : { ...branchResult.parse(answer), checkpointId };
}

/** The same of a checkpoint by its id. */
export const branchFromCheckpoint = (
  world: World,
  principal: Principal,
  { params, body }: { params: { id: string; cid: string }; body: { branchName: string } },
): Answer => {
  const from = { fromType: "checkpoint", fromValue: params.cid } as const;
  return branchFromTask(world, principal, { params, body: { ...from, ...body } });
};
