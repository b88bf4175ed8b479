// `npm run real-agents`: runs contracts with agent programs that other people wrote. They are large, so nobody else installs them.
import { join } from "node:path";
import { root } from "./gates/gate.ts";
import { installLocked } from "./install-locked.ts";
import { runProgram } from "./ports/run-program.ts";

await installLocked(join(root, "tests", "real-agents"));
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const { code } = await runProgram({
  command: process.execPath,
  args: [vitest, "run", "--project=real-agents", ...process.argv.slice(2)],
  cwd: root,
  isShown: true,
});
process.exitCode = code;
