// Shows how the end of a program is told, and that a program past its time ends with all that it started.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runProgram } from "./run-program.ts";

const run = (script: string, limitMs?: number) =>
  runProgram({
    command: process.execPath,
    args: ["-e", script],
    cwd: tmpdir(),
    ...(limitMs === undefined ? {} : { limitMs }),
  });

test("the code and both streams are kept", async () => {
  expect(await run("console.log('a'); console.error('b'); process.exitCode = 3;")).toEqual({
    code: 3,
    output: "a\nb\n",
  });
});

test("a signal is told", async () => {
  expect(await run("process.kill(process.pid, 'SIGKILL')")).toEqual({
    code: 128,
    output: "ended by SIGKILL\n",
  });
});

test("a program that is not there has code 127", async () => {
  const { code } = await runProgram({ command: "no-such-program-anywhere", args: [], cwd: tmpdir() });
  expect(code).toBe(127);
});

test("past its time it is killed with its children", async () => {
  const folder = mkdtempSync(join(tmpdir(), "makima-run-"));
  const file = join(folder, "pid");
  const child = `require("node:fs").writeFileSync(${JSON.stringify(file)}, String(process.pid)); setInterval(() => {}, 1000);`;
  const { code } = await run(
    `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}]); setInterval(() => {}, 1000);`,
    2_000,
  );
  expect(code).toBe(124);
  const pid = Number(readFileSync(file, "utf8"));
  await expect.poll(() => isRunning(pid)).toBe(false);
  rmSync(folder, { recursive: true });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ESRCH" || error.code === "ENOENT"))
      return false;
    throw error;
  }
}
