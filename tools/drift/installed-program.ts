// Where the program of an agent lies in a folder of installed packages.
import { join } from "node:path";
import type { AgentName } from "@makima/scripted-model/point-agent";

const platform = `${process.platform}-${process.arch}`;

// Codex's build for a platform lies under the name of that platform's compiler target.
const CODEX_TARGETS: Readonly<Record<string, string>> = {
  "linux-x64": "x86_64-unknown-linux-musl",
  "linux-arm64": "aarch64-unknown-linux-musl",
  "darwin-x64": "x86_64-apple-darwin",
  "darwin-arm64": "aarch64-apple-darwin",
};

const PLACES: Readonly<Record<AgentName, readonly string[]>> = {
  claude: ["@anthropic-ai", `claude-code-${platform}`, "claude"],
  codex: ["@openai", `codex-${platform}`, "vendor", CODEX_TARGETS[platform] ?? platform, "bin", "codex"],
  gemini: ["@google", "gemini-cli", "bundle", "gemini.js"],
  opencode: [`opencode-${platform}`, "bin", "opencode"],
};

/** Its command, with the runtime that it needs. `modules` is a `node_modules`. */
export function installedProgram(name: AgentName, modules: string): string[] {
  const program = join(modules, ...PLACES[name]);
  return name === "gemini" ? [process.execPath, program] : [program];
}
