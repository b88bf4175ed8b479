// P15: a new task's worktree of 50,000 files, beside a bare `git worktree add`.
import { join } from "node:path";
import { parseObjectId } from "@makima/daemon/git/git-parts";
import { fillSpare } from "@makima/daemon/worktrees/worktrees";
import { git, makeLargeRepository } from "../makima/large-worktree.ts";
import { interleave, median } from "../measure.ts";
import { took } from "../ports/clock.ts";
import type { Figure, Scenario } from "../scenario.ts";

const ROUNDS = 5;

export const newWorktree: Scenario = {
  name: "p15-new-worktree",
  sentence: "a new task's worktree of 50,000 files, against git worktree add",
  run: async () => {
    const large = await makeLargeRepository();
    try {
      let made = 0;
      const ours = (): Promise<number> => {
        made += 1;
        return took(() => large.checkout(`task-${made}`));
      };
      const warm = async (): Promise<number> => {
        await fillSpare(large.store, { mirror: large.mirror, commit: parseObjectId(large.baseCommit) });
        return ours();
      };
      const bare = (): Promise<number> => {
        made += 1;
        const path = join(large.root, `bare-${made}`);
        return took(() => git(large.person, "worktree", "add", "--quiet", "-b", `bare-${made}`, path));
      };
      await interleave(1, { ours, warm, bare });
      return tell(await interleave(ROUNDS, { ours, warm, bare }));
    } finally {
      await large.remove();
    }
  },
};

function tell(found: { ours: number[]; warm: number[]; bare: number[] }): Figure[] {
  const [ours, warm, bare] = [median(found.ours), median(found.warm), median(found.bare)];
  return [
    {
      what: "a new worktree, durable",
      value: ours,
      unit: "ms",
      peer: { name: "git worktree add", value: bare },
      rounds: found.ours,
    },
    { what: "a new worktree over git worktree add", value: ours / bare, unit: "×", goal: { atMost: 1.1 } },
    {
      what: "a new worktree from a spare one",
      value: warm,
      unit: "ms",
      goal: { atMost: 300 },
      rounds: found.warm,
      note: "the daemon fills a spare of a large repository beforehand, while agents work; each task takes one",
    },
    {
      what: "git worktree add over a new worktree from a spare one",
      value: bare / warm,
      unit: "×",
      goal: { atLeast: 5 },
    },
  ];
}
