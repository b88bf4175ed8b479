// `makima demo --crash` in a world of its own: daemon, server and database are killed in the middle, and it ends in the same state.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runMakima } from "@makima/testkit/run-makima";
import { expect, onTestFinished, test } from "vitest";

test("it ends with 0, and each of its checks holds", async () => {
  const home = await mkdtemp(join(tmpdir(), "mk-demo-home-"));
  onTestFinished(() => rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  const environment = { MAKIMA_HOME: home, HOME: home, TMPDIR: home };
  const { exitCode, stdout, stderr } = await runMakima(["demo", "--crash", "--yes"], { environment });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  for (const part of ["daemon", "server", "database"]) {
    expect(stdout).toMatch(new RegExp(`✗ SIGKILL to the ${part} [\\s\\S]*✓ back the ${part} `));
  }
  const checks = stdout.slice(stdout.indexOf("What was checked")).split("\n").slice(1);
  const held = checks.filter((line) => line.startsWith("✓"));
  expect(held.length).toBeGreaterThanOrEqual(9);
  expect(checks.filter((line) => line.startsWith("✗"))).toEqual([]);
  for (const check of ["the contract is completed", "its tests pass", "each question asked once"]) {
    expect(held.join("\n")).toContain(check);
  }
  expect(stdout).toContain(
    "npx makima demo --yes: without a crash; then demo --crash compares its files with it",
  );
});
