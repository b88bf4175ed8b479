// Moves the checkout of a finished task to the trash can, once the owner's teardown has run in it and a checkpoint holds how it stood.
import { join } from "node:path";
import type { MeshCommand, removeResult } from "@makima/protocol/mesh";
import type { z } from "zod";
import type { LaunchParts } from "../processes/launch-agent.ts";
import { runOwnersCommand } from "../processes/run-owners-command.ts";
import { LastLines } from "../runs/last-lines.ts";
import { tellCheckpoint } from "../runs/tell-checkpoint.ts";
import { sanitiseText } from "../transcript/sanitise-text.ts";
import {
  clearSetUp,
  findCheckout,
  findMirror,
  isSetUp,
  removeCheckout,
  type Store,
} from "../worktrees/worktrees.ts";

type Remove = Extract<MeshCommand, { kind: "remove_worktree" }>;

const teardownTimeoutMs = 10 * 60_000;

/** Done again after a crash it finishes what it began, and answers the same. */
export async function answerRemoveWorktree(
  parts: { store: Store; launch: LaunchParts },
  command: Remove,
): Promise<z.infer<typeof removeResult>> {
  const { store } = parts;
  const { contractId, taskId, keep, evenWithLosses } = command;
  const mirror = await findMirror(store, command.repositoryPath);
  if (mirror === null) return { removed: true, kept: [], warnings: [], leftOut: [] };
  const teardownFailure = await tearDown(parts, { command, mirror });
  const removal = await removeCheckout(store, {
    last: { checkout: { mirror, contractId, taskId }, number: keep.number, message: keep.message },
    evenWithLosses,
  });
  return {
    removed: removal.removed,
    kept: removal.captured.map((made) => tellCheckpoint(made, { reason: "as_found", message: keep.message })),
    warnings: removal.warnings.map(({ message }) => message),
    leftOut: [...removal.leftOut],
    teardownFailure,
  };
}

/** A worktree that fails to be torn down goes all the same: nobody would come back to it. */
async function tearDown(
  { store, launch }: { store: Store; launch: LaunchParts },
  { command, mirror }: { command: Remove; mirror: string },
): Promise<string | null> {
  const { teardown = null, taskId } = command;
  const cwd = await findCheckout(store, taskId);
  if (teardown === null || cwd === null || !(await isSetUp(store, taskId))) return null;
  const lines = new LastLines();
  const end = await runOwnersCommand(launch, {
    ...{ command: teardown, name: "teardown", cwd, objectsPath: join(mirror, "objects") },
    timeoutMs: teardownTimeoutMs,
    onText: (text) => lines.add(text),
  });
  await clearSetUp(store, taskId);
  if (end.exitCode === 0) return null;
  const how = end.ending === "exited" ? `ended with code ${end.exitCode}` : end.ending.replaceAll("_", " ");
  return sanitiseText(`The teardown command ${how}.${lines.tell()}`);
}
