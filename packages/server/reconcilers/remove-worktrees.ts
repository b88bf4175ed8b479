// Moves the worktrees of finished tasks to the trash can when their time is over, or when their room is wanted.
import { removeDue } from "../worktrees/worktrees.ts";
import { paced } from "./paced.ts";
import type { Reconciler } from "./reconciler.ts";

const EVERY_MS = 5_000;

export const removeWorktrees = (): Reconciler =>
  paced(EVERY_MS, {
    name: "remove-worktrees",
    round: async (world) => ({ did: await removeDue(world) }),
  });
