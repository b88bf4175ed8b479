// Programs are run within their limits, in the environment given and no other.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ProgramStartError, runProgram } from "./run-program.ts";

const call = (script: string) => ({
  command: "/bin/sh",
  args: ["-c", script],
  cwd: "/",
  env: { PATH: "/usr/bin:/bin" },
  timeoutMs: 60_000,
  maxOutputBytes: 1_000_000,
});

test("exit code, both outputs and the input", async () => {
  const end = await runProgram({ ...call("cat; echo oops >&2; exit 3"), input: "in" });
  expect(end).toEqual({ ending: "exited", exitCode: 3, stdout: Buffer.from("in"), stderr: "oops\n" });
});

test("nothing of our own environment goes along", async () => {
  const end = await runProgram({ ...call("exec env"), env: { PATH: "/usr/bin:/bin", ONLY: "this" } });
  const names = end.stdout
    .toString()
    .split("\n")
    .map((line) => line.split("=")[0]);
  const given = names.filter((name) => name !== "PWD" && name !== "_" && name !== "SHLVL");
  expect(given.toSorted((a = "", b = "") => a.localeCompare(b))).toEqual(["", "ONLY", "PATH"]);
});

test("arguments are never read by a shell", async () => {
  const end = await runProgram({ ...call(""), command: "/bin/echo", args: ["$(id)", "; id"] });
  expect(end.stdout.toString()).toBe("$(id) ; id\n");
});

test("at its time it is ended together with what it started", async () => {
  const folder = await mkdtemp(join(tmpdir(), "makima-program-"));
  try {
    const end = await runProgram({ ...call(`sleep 300 & echo $! > ${folder}/pid; wait`), timeoutMs: 500 });
    expect(end).toMatchObject({ ending: "timed_out", exitCode: null });
    const pid = Number(await readFile(join(folder, "pid"), "utf8"));
    // Ended means gone, or a zombie where nothing collects orphans.
    const look = async () => (await runProgram(call(`ps -o stat= -p ${pid}`))).stdout.toString();
    await expect.poll(look).toMatch(/^(?:Z|$)/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("at the limit of its output it is ended, and what came before is there", async () => {
  const end = await runProgram({ ...call("exec yes"), maxOutputBytes: 10 });
  expect(end).toMatchObject({
    ending: "too_much_output",
    exitCode: null,
    stdout: Buffer.from("y\ny\ny\ny\ny\n"),
  });
});

test("killed by somebody else", async () => {
  expect(await runProgram(call("kill -9 $$"))).toMatchObject({ ending: "killed", exitCode: null });
});

test("input that is not read does no harm", async () => {
  expect(await runProgram({ ...call("exit 0"), input: "x".repeat(1_000_000) })).toMatchObject({
    exitCode: 0,
  });
});

test("a program that is not there", async () => {
  const started = runProgram({ ...call(""), command: "no-such-program" });
  await expect(started).rejects.toBeInstanceOf(ProgramStartError);
  await expect(started).rejects.toMatchObject({ code: "ENOENT" });
});
