// What `npm test` runs: what the machine lacks, every gate, then every test, the cheap ones first. It ends with what failed and the sum. With
// `--real-agents` the agent programs of other people are installed and tested as well.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readToolConfig } from "./config.ts";
import { type Counts, countTests, inOneLine, namesOfFailed, sumOf } from "./count-tests.ts";
import { root } from "./gates/gate.ts";
import { installLocked } from "./install-locked.ts";
import { monotonicMs } from "./ports/clock.ts";
import { runProgram } from "./ports/run-program.ts";
import { prepareMachine } from "./prepare-machine.ts";

const { values } = parseArgs({ options: { "real-agents": { type: "boolean", default: false } } });
const withRealAgents = values["real-agents"];
/** All of it together; whoever waits for it gives up one minute later. */
const limitMs = (withRealAgents ? 74 : 39) * 60_000;
const started = monotonicMs();

say(await prepareMachine(readToolConfig()));
const failed: string[] = [];
const counts: Counts[] = [await check()];
for (const project of ["unit", "stories", "web", "security", "chaos"]) counts.push(await runProject(project));
if (withRealAgents) counts.push(await testRealAgents());
const sum = sumOf(counts);
say(["", ...failed]);
say([`Everything took ${Math.round((monotonicMs() - started) / 1000)} s.`, inOneLine(sum)]);
process.exitCode = sum.failed === 0 ? 0 : 1;

/** A red check is one failure in the sum, so that the last line never looks green beside it. */
async function check(): Promise<Counts> {
  say(["", "── gates"]);
  const { code } = await runShown(process.execPath, [join(root, "tools", "check.ts")]);
  if (code !== 0) failed.push("✗ a gate, see above: npm run check");
  return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

/** Last, since they are the largest and slowest: whatever else is broken is known before. Agents that cannot be installed are one failure. */
async function testRealAgents(): Promise<Counts> {
  const reason = await installLocked(join(root, "tests", "real-agents")).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  if (reason === null) return runProject("real-agents");
  failed.push(`✗ tests/real-agents: ${reason}`);
  return { passed: 0, failed: 1, skipped: 0 };
}

async function runProject(project: string): Promise<Counts> {
  say(["", `── tests: ${project}`]);
  const folder = mkdtempSync(join(tmpdir(), "makima-test-"));
  const report = join(folder, "report.json");
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { code } = await runShown(process.execPath, [vitest, "run", `--project=${project}`, ...reporters]);
  const written = readReport(report);
  rmSync(folder, { recursive: true });
  failed.push(...namesOfFailed({ project, code, report: written }));
  return countTests({ code, report: written });
}

async function runShown(command: string, args: readonly string[]): Promise<{ code: number }> {
  const leftMs = Math.max(1, limitMs - (monotonicMs() - started));
  const ended = await runProgram({ command, args, cwd: root, limitMs: leftMs, isShown: true });
  if (ended.code === 124)
    say([`The time for all tests (${limitMs / 60_000} min) is over; this part was ended.`]);
  return ended;
}

/** Undefined when the run ended before it could write one. */
function readReport(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function say(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}
