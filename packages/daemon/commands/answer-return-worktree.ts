// Brings a removed checkout back from its checkpoint, or writes the checkpoint's files to a folder of the person's choice.
import type { MeshCommand, returnResult } from "@makima/protocol/mesh";
import type { z } from "zod";
import { parseObjectId } from "../git/git-parts.ts";
import { exportCheckpoint, openMirror, readTaskRefs, returnCheckout } from "../worktrees/worktrees.ts";
import type { HandsParts } from "./open-repository.ts";

type Return = Extract<MeshCommand, { kind: "return_worktree" }>;

/** Throws `WorktreeError` when something is in the way, or the commit is nowhere. */
export async function answerReturnWorktree(
  { store, bring }: HandsParts,
  command: Return,
): Promise<z.infer<typeof returnResult>> {
  const { contractId, taskId, branch, to } = command;
  const { mirror } = await openMirror(store, command.repository);
  await bring({
    mirror,
    contractId,
    commits: [command.commit],
    patienceMs: 0,
    signal: new AbortController().signal,
  });
  const checkout = { mirror, contractId, taskId };
  // Where it stood, the mirror knows what it was last equal to, which after a rewind is not the newest checkpoint.
  const { head } = await readTaskRefs(store, checkout);
  const commit = head ?? parseObjectId(command.commit);
  if (to !== null) {
    await exportCheckpoint(store, { mirror, commit, to });
    return { path: to, isWhole: false };
  }
  return returnCheckout(store, { checkout, branch, commit });
}
