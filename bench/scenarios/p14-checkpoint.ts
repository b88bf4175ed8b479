// P14: a checkpoint of a worktree of 50,000 files, ten of which have changed, beside plain git doing the same.
import { join } from "node:path";
import { makeCheckpoint } from "@makima/daemon/worktrees/worktrees";
import { changeTenFiles, git, makeLargeRepository } from "../makima/large-worktree.ts";
import { interleave, median } from "../measure.ts";
import { took } from "../ports/clock.ts";
import type { Figure, Scenario } from "../scenario.ts";

const ROUNDS = 9;

export const checkpoint: Scenario = {
  name: "p14-checkpoint",
  sentence:
    "a checkpoint of a worktree of 50,000 files with 10 changed ones, against git add and commit, and git status",
  run: async () => {
    const large = await makeLargeRepository();
    try {
      const { checkout, path } = await large.checkout("measured");
      const peer = join(large.root, "peer");
      await git(large.person, "worktree", "add", "--quiet", "-b", "peer", peer);
      let number = 0;
      const ours = async (): Promise<number> => {
        number += 1;
        await changeTenFiles(path, number);
        return took(() => makeCheckpoint(large.store, { checkout, number, message: "m" }));
      };
      let round = 0;
      const commit = async (): Promise<number> => {
        round += 1;
        await changeTenFiles(peer, round);
        return took(async () => {
          await git(peer, "-c", "core.fsync=all", "add", "--all");
          await git(peer, "-c", "core.fsync=all", "commit", "--quiet", "--message=m");
        });
      };
      const status = (): Promise<number> => took(() => git(peer, "status", "--porcelain"));
      await interleave(2, { ours, commit, status });
      return tell(await interleave(ROUNDS, { ours, commit, status }));
    } finally {
      await large.remove();
    }
  },
};

function tell(found: { ours: number[]; commit: number[]; status: number[] }): Figure[] {
  const ours = median(found.ours);
  const [commit, status] = [median(found.commit), median(found.status)];
  return [
    {
      what: "a checkpoint, durable",
      value: ours,
      unit: "ms",
      peer: { name: "git add && commit", value: commit },
      rounds: found.ours,
    },
    {
      what: "checkpoint over git add -A && git commit, the same core.fsync",
      value: ours / commit,
      unit: "×",
      goal: { atMost: 1 },
    },
    {
      what: "checkpoint over git status",
      value: ours / status,
      unit: "×",
      goal: { atMost: 3 },
      note: `git status took ${status.toFixed(0)} ms`,
    },
  ];
}
