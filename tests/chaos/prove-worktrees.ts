// `npm run proof:worktrees -- --runs N --seed S --lanes K`: random histories of worktrees against real git. Exit code 1 with the smallest one that fails.
import { provenBy } from "./proven-by.ts";
import { proveWorktrees } from "./worktrees/prove-worktrees.ts";

await provenBy({
  prove: proveWorktrees,
  runs: 2000,
  toldEvery: 100,
  agree: "real git and plain trees agree in all of them",
});
