// Runs a command that a person gave in the worktree of a task that has ended, and tells how it ended.
import type { MeshCommand, tryResult } from "@makima/protocol/mesh";
import type { z } from "zod";
import type { LaunchParts } from "../processes/launch-agent.ts";
import { runOwnersCommand } from "../processes/run-owners-command.ts";
import { sanitiseText } from "../transcript/sanitise-text.ts";
import { findCheckout, openMirror, type Store, WorktreeError } from "../worktrees/worktrees.ts";

type Try = Extract<MeshCommand, { kind: "try_command" }>;

const keptLength = 16 * 1024;

/** Throws `WorktreeError` `CHECKOUT_MISSING`. */
export async function answerTry(
  { store, launch }: { store: Store; launch: LaunchParts },
  { taskId, repository, command, timeoutMs }: Try,
): Promise<z.infer<typeof tryResult>> {
  const cwd = await findCheckout(store, taskId);
  if (cwd === null) {
    const message = `Task ${taskId} has no worktree on this machine any more.`;
    throw new WorktreeError({ code: "CHECKOUT_MISSING", message });
  }
  const { objectsPath } = await openMirror(store, repository);
  let output = "";
  const end = await runOwnersCommand(launch, {
    ...{ command, name: "try", cwd, objectsPath, timeoutMs },
    onText: (text) => {
      output = `${output}${text}`.slice(-keptLength);
    },
  });
  return { ...end, output: sanitiseText(output) };
}
