// `npm run planted`: each planted bug has to be caught by its check within a budget of schedules. Exit code 1 when one is not, or when its
// patch does not apply any more.
import { parseArgs } from "node:util";
import { findBug } from "./planted/find-bug.ts";
import { PLANTED_BUGS } from "./planted/planted-bugs.ts";

const { values } = parseArgs({
  options: {
    schedules: { type: "string", default: "400" },
    seed: { type: "string", default: "1" },
    workers: { type: "string", default: "2" },
    bug: { type: "string" },
  },
});

const budget = {
  schedules: Number(values.schedules),
  seed: Number(values.seed),
  workers: Number(values.workers),
};

for (const bug of PLANTED_BUGS.filter(({ name }) => values.bug === undefined || values.bug === name)) {
  const { caught, schedules, seconds, others } = await findBug(bug, budget);
  const spent = `${schedules} schedules, ${seconds.toFixed(0)} s`;
  process.stdout.write(
    caught === null
      ? `NOT CAUGHT ${bug.name}: ${bug.caughtBy} said nothing in ${spent}; others: ${others.slice(0, 3).join(" | ")}\n`
      : `caught ${bug.name} (${spent}): ${caught}\n`,
  );
  if (caught === null) process.exitCode = 1;
}
