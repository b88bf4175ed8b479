// `npm run proof:worktrees -- --runs N --seed S --lanes K`: random histories of worktrees against real git. Exit code 1 with the smallest one that fails.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { proveWorktrees } from "./worktrees/prove-worktrees.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
    lanes: { type: "string", default: String(availableParallelism()) },
  },
});

function wholeOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`this takes whole numbers, and no ${text}`);
}

const TOLD_EVERY = 100;
const [runs, seed, lanes] = [wholeOf(values.runs), wholeOf(values.seed), Math.max(1, wholeOf(values.lanes))];
let seen = 0;
const done = await proveWorktrees({
  ...{ runs, seed, lanes },
  onRun: () => {
    seen += 1;
    if (seen % TOLD_EVERY === 0) process.stdout.write(`${seen} of ${runs} histories agree\n`);
  },
});
process.stdout.write(
  `${done} random histories from seed ${seed} on: real git and plain trees agree in all of them\n`,
);
