// The code of a moment, as the contract's home has it: the files of a checkpoint, one of them, and what has changed since.
import type { CodeFile, CodeFiles } from "@makima/protocol/code";
import { Refusal } from "@makima/protocol/errors";
import { fileResult, filesResult, type MeshCommand } from "@makima/protocol/mesh";
import { diffShape } from "@makima/protocol/tasks";
import type { z } from "zod";
import { askHands, diffCommand } from "../calls/calls.ts";
import { repositoryOf } from "../contracts/contracts.ts";
import { Pending } from "../pending.ts";
import type { Held } from "../tasks/tasks.ts";
import type { Principal, World } from "../world.ts";
import { findCheckpoint } from "./find-code.ts";

type OfCheckpoint = { params: { id: string; cid: string } };

const CODES = { RESULT_MISSING: "COMMIT_GONE" } as const;

/** Throws NOT_FOUND, UNKNOWN_CHECKPOINT, COMMIT_GONE, NO_DAEMON, DAEMON_FAILED. So do the two below. */
export async function listCodeFiles(
  world: World,
  principal: Principal,
  of: OfCheckpoint,
): Promise<CodeFiles | Pending> {
  const value = await ask(world, { principal, of }, (at) => ({ kind: "list_files", ...at }));
  return value instanceof Pending ? value : filesResult.parse(value);
}

/** Throws NO_SUCH_FILE besides. */
export async function readCodeFile(
  world: World,
  principal: Principal,
  { params, query: { place } }: OfCheckpoint & { query: { place: number } },
): Promise<CodeFile | Pending> {
  const value = await ask(world, { principal, of: { params } }, (at) => ({
    kind: "read_file",
    ...at,
    place,
  }));
  if (value instanceof Pending) return value;
  const file = fileResult.parse(value);
  if (file === null) throw new Refusal("NO_SUCH_FILE", `the checkpoint has no file at place ${place}`);
  return file;
}

export async function getDiffSince(
  world: World,
  principal: Principal,
  of: OfCheckpoint,
): Promise<z.infer<typeof diffShape> | Pending> {
  const value = await ask(world, { principal, of }, async ({ commit: baseCommit }, held) => ({
    ...(await diffCommand(held)),
    baseCommit,
  }));
  return value instanceof Pending ? value : diffShape.parse(value);
}

type At = Omit<Extract<MeshCommand, { kind: "list_files" }>, "kind">;

function ask(
  world: World,
  { principal, of: { params } }: { principal: Principal; of: OfCheckpoint },
  commandFor: (at: At, held: Held) => MeshCommand | Promise<MeshCommand>,
): Promise<unknown> {
  const by = { principal, taskId: params.id, codes: CODES };
  return askHands(world, by, async (held) => {
    const { tx, contract, task } = held;
    const { ownerId } = principal;
    const checkpoint = await findCheckpoint(tx, { ownerId, taskId: task.id, id: params.cid, number: null });
    if (checkpoint === null)
      throw new Refusal("UNKNOWN_CHECKPOINT", `${params.cid} is no checkpoint of this task`);
    const at: At = {
      contractId: contract.id,
      taskId: task.id,
      repository: repositoryOf(contract),
      contractBranch: contract.branch,
      branchCommit: contract.branchCommit,
      commit: checkpoint.commit,
    };
    return commandFor(at, held);
  });
}
