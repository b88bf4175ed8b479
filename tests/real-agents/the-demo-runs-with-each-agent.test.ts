// `makima demo --agent NAME --crash`: the person's own program does the demonstration on a scripted model, over three kills.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runMakima } from "@makima/testkit/run-makima";
import { expect, onTestFinished, test } from "vitest";
import { claudeAgent, codexAgent, geminiAgent, opencodeAgent } from "./agents.ts";

test.each([
  ["claude", claudeAgent],
  ["codex", codexAgent],
  ["gemini", geminiAgent],
  ["opencode", opencodeAgent],
] as const)("%s ends it as if nothing had happened", async (name, agentOf) => {
  const home = await mkdtemp(join(tmpdir(), "mk-demo-home-"));
  onTestFinished(() => rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  // The program comes from the person's config.json; what it is pointed at there counts for nothing.
  const { command, driver } = await agentOf(home, "http://127.0.0.1:1");
  await writeFile(join(home, "config.json"), JSON.stringify({ agents: { [name]: { driver, command } } }));
  const environment = { MAKIMA_HOME: home, HOME: home, TMPDIR: home };
  const { exitCode, stdout, stderr } = await runMakima(["demo", "--agent", name, "--crash", "--yes"], {
    environment,
  });

  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const checks = stdout.slice(stdout.indexOf("What was checked")).split("\n").slice(1);
  expect(checks.filter((line) => line.startsWith("✓")).length).toBeGreaterThanOrEqual(9);
  expect(checks.filter((line) => line.startsWith("✗"))).toEqual([]);
});
