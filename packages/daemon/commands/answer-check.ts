// Answers whether a path can be worked on.
import type { checkResult, MeshCommand } from "@makima/protocol/mesh";
import type { z } from "zod";
import { checkRepository, type Store } from "../worktrees/worktrees.ts";

type Check = Extract<MeshCommand, { kind: "check_repository" }>;

export async function answerCheck(
  store: Store,
  { path, baseBranch }: Check,
): Promise<z.infer<typeof checkResult>> {
  const checked = await checkRepository(store, {
    location: path,
    ...(baseBranch === null ? {} : { baseBranch }),
  });
  if (checked.ok) {
    return { ok: true, path: checked.root, baseBranch: checked.baseBranch, baseCommit: checked.baseCommit };
  }
  const { code, message, mend } = checked;
  return { ok: false, problem: { code, message, mend } };
}
