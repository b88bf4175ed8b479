// `npm run soak -- --minutes 20 --seed 7`: real processes, people and every kind of fault for that long, and then what it has come to.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "./gates/gate.ts";
import { runProgram } from "./ports/run-program.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    daemons: { type: "string", default: "3" },
  },
});
/** For the start, for what is under way at the end, and for the checks. */
const MORE_MS = 10 * 60_000;
const timeoutMs = Math.ceil(Number(values.minutes) * 60_000) + MORE_MS;
const test = "tests/soak/a-soak-with-real-processes.test.ts";
const { code } = await runProgram({
  command: process.execPath,
  args: [
    join(root, "node_modules", "vitest", "vitest.mjs"),
    "run",
    "--project=soak",
    `--testTimeout=${timeoutMs}`,
    test,
  ],
  cwd: root,
  env: {
    MAKIMA_SOAK_MINUTES: values.minutes,
    MAKIMA_SOAK_SEED: values.seed,
    MAKIMA_SOAK_DAEMONS: values.daemons,
  },
  isShown: true,
});
process.exitCode = code;
