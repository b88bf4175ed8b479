// The agent programs of this folder as `config.json` names them, pointed at a model on loopback.
import { join } from "node:path";
import { type AgentName, pointAgent } from "@makima/scripted-model/point-agent";
import type { AgentSettings } from "@makima/testkit/daemon";

type Agent = AgentSettings[string];
type AgentOf = (folder: string, modelUrl: string) => Promise<Agent>;

const installed = join(import.meta.dirname, "node_modules");
const platform = `${process.platform}-${process.arch}`;

// Codex's build for a platform lies under the name of that platform's compiler target.
const CODEX_TARGETS: Readonly<Record<string, string>> = {
  "linux-x64": "x86_64-unknown-linux-musl",
  "linux-arm64": "aarch64-unknown-linux-musl",
  "darwin-x64": "x86_64-apple-darwin",
  "darwin-arm64": "aarch64-apple-darwin",
};

/** In a home of its own under `folder`, as are the others. */
export const claudeAgent = agentOf("claude", [
  join(installed, "@anthropic-ai", `claude-code-${platform}`, "claude"),
]);

export const codexAgent = agentOf("codex", [
  join(
    installed,
    "@openai",
    `codex-${platform}`,
    "vendor",
    CODEX_TARGETS[platform] ?? platform,
    "bin",
    "codex",
  ),
]);

export const geminiAgent = agentOf("gemini", [
  process.execPath,
  join(installed, "@google", "gemini-cli", "bundle", "gemini.js"),
]);

export const opencodeAgent = agentOf("opencode", [
  join(installed, `opencode-${platform}`, "bin", "opencode"),
]);

function agentOf(name: AgentName, program: readonly string[]): AgentOf {
  return async (folder, modelUrl) => {
    const pointed = await pointAgent(name, { folder: join(folder, `${name}-home`), modelUrl });
    const { driver, args, env, stateFolders } = pointed;
    return { driver, command: [...program, ...args], env, stateFolders };
  };
}
