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
  expect(`${stderr}\n${stdout}`).not.toMatch(/✗|did not end as it should/);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/killed/i);
});
