// Why a branch could not have its own name in the person's repository, for people.
import type { Delivery } from "../worktrees/worktrees.ts";

/** Null when nothing was in its way. */
export function describeObstacle(obstacle: Delivery["obstacle"]): string | null {
  switch (obstacle?.code) {
    case undefined:
      return null;
    case "CHECKED_OUT":
      return `The branch is checked out in ${obstacle.worktree}, which is left as it is.`;
    case "NAME_BLOCKED":
      return `The branch's name is blocked by ${obstacle.by}.`;
    case "DIVERGED":
      return "The branch has commits of its own in your repository, which are left as they are.";
    case "REFUSED":
      return obstacle.message;
  }
}
