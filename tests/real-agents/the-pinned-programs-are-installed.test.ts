// What runs in these tests is what package.json pins: a newer program could speak differently.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "@makima/testkit/ports/run-command";
import { expect, onTestFinished, test } from "vitest";
import { claudeAgent, codexAgent, geminiAgent, opencodeAgent } from "./agents.ts";

type Manifest = { dependencies: Record<string, string>; optionalDependencies: Record<string, string> };

test.each([
  ["@anthropic-ai/claude-code-linux-x64", claudeAgent],
  ["@openai/codex-linux-x64", codexAgent],
  ["@google/gemini-cli", geminiAgent],
  ["opencode-linux-x64", opencodeAgent],
] as const)("%s says the version that is pinned", async (name, agentOf) => {
  const folder = await mkdtemp(join(tmpdir(), "mk-real-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  const manifest = await readFile(join(import.meta.dirname, "package.json"), "utf8");
  const { dependencies, optionalDependencies } = JSON.parse(manifest) as Manifest;
  const pinned = { ...dependencies, ...optionalDependencies }[name];
  const version = /(\d+\.\d+\.\d+)/.exec(pinned ?? "")?.[1];

  const { command, env } = await agentOf(folder, "http://127.0.0.1:1");
  // All but the words that make it serve.
  const [program = "", ...args] = command.filter((word) => !/^(--acp|acp|-m|gemini-.*pro)$/.test(word));
  const said = await runCommand({
    program,
    args: [...args, "--version"],
    cwd: folder,
    environment: env,
  });
  expect(said).toContain(version);
});
