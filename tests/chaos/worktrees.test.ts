// Random histories of worktrees: what a checkpoint holds comes back exactly, here and elsewhere, whatever happened between. The whole proof is
// `npm run proof:worktrees`.
import { expect, test } from "vitest";
import { proveWorktrees } from "./worktrees/prove-worktrees.ts";

test("real git and plain trees agree", async () => {
  const done = await proveWorktrees({ seed: 20_000, runs: 24, lanes: 2, limitMs: 15_000 });
  expect(done).toBeGreaterThan(0);
});
