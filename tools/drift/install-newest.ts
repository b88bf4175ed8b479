// Installs the newest version of an agent that the registry has into a folder, without running any script of it.
import { join } from "node:path";
import type { AgentName } from "@makima/scripted-model/point-agent";
import { runProgram } from "../ports/run-program.ts";
import { installedProgram } from "./installed-program.ts";

const platform = `${process.platform}-${process.arch}`;

/** Gives its command. Throws with npm's words when npm fails. */
export async function installNewest(agent: AgentName, folder: string): Promise<string[]> {
  const args = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"];
  await npm(["install", "--prefix", folder, ...args, await newestOf(agent, folder)], folder);
  return installedProgram(agent, join(folder, "node_modules"));
}

async function newestOf(agent: AgentName, folder: string): Promise<string> {
  switch (agent) {
    case "claude":
      return `@anthropic-ai/claude-code-${platform}@latest`;
    case "codex": {
      // Its builds are versions of the one package.
      const version = (await npm(["view", "@openai/codex", "version"], folder)).trim();
      return `@openai/codex-${platform}@npm:@openai/codex@${version}-${platform}`;
    }
    case "gemini":
      return "@google/gemini-cli@latest";
    case "opencode":
      return `opencode-${platform}@latest`;
  }
}

async function npm(args: readonly string[], cwd: string): Promise<string> {
  const { code, output } = await runProgram({ command: "npm", args, cwd });
  if (code !== 0) throw new Error(`npm ${args.join(" ")} failed:\n${output}`);
  return output;
}
