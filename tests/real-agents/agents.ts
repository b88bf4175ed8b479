// The agent programs of this folder as `config.json` names them, pointed at a model on loopback.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AgentSettings } from "@makima/testkit/daemon";

type Agent = AgentSettings[string];
const installed = join(import.meta.dirname, "node_modules");
const platform = `${process.platform}-${process.arch}`;
const KEY = "no-key-is-needed-on-loopback";

/** Anthropic's own, in a home of its own under `folder`; the driver gives it all its arguments. */
export async function claudeAgent(folder: string, modelUrl: string): Promise<Agent> {
  const home = join(folder, "claude-home");
  const configuration = join(home, "claude");
  await mkdir(configuration, { recursive: true });
  return {
    driver: "claude",
    command: [join(installed, "@anthropic-ai", `claude-code-${platform}`, "claude")],
    env: {
      HOME: home,
      CLAUDE_CONFIG_DIR: configuration,
      ANTHROPIC_BASE_URL: modelUrl,
      ANTHROPIC_API_KEY: KEY,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_TELEMETRY: "1",
      DISABLE_AUTOUPDATER: "1",
    },
    stateFolders: [home],
  };
}

const CODEX_SETTINGS = (modelUrl: string): string => `
model = "scripted"
model_provider = "scripted"
check_for_update_on_startup = false

[analytics]
enabled = false

[model_providers.scripted]
name = "Scripted"
base_url = "${modelUrl}/v1"
env_key = "SCRIPTED_MODEL_KEY"
wire_api = "responses"
`;

// Its build for a platform lies under the name of that platform's compiler target.
const CODEX_TARGETS: Readonly<Record<string, string>> = {
  "linux-x64": "x86_64-unknown-linux-musl",
  "linux-arm64": "aarch64-unknown-linux-musl",
  "darwin-x64": "x86_64-apple-darwin",
  "darwin-arm64": "aarch64-apple-darwin",
};

/** OpenAI's own, in a home of its own under `folder`; the driver gives it all its arguments. */
export async function codexAgent(folder: string, modelUrl: string): Promise<Agent> {
  const home = join(folder, "codex-home");
  const configuration = join(home, "codex");
  await mkdir(configuration, { recursive: true });
  await writeFile(join(configuration, "config.toml"), CODEX_SETTINGS(modelUrl));
  const build = join(
    installed,
    "@openai",
    `codex-${platform}`,
    "vendor",
    CODEX_TARGETS[platform] ?? platform,
  );
  return {
    driver: "codex",
    command: [join(build, "bin", "codex")],
    env: { HOME: home, CODEX_HOME: configuration, SCRIPTED_MODEL_KEY: KEY },
    stateFolders: [home],
  };
}

/** Google's own, in a home of its own under `folder`. */
export async function geminiAgent(folder: string, modelUrl: string): Promise<Agent> {
  const home = join(folder, "gemini-home");
  await mkdir(join(home, ".gemini"), { recursive: true });
  const settings = {
    general: { enableAutoUpdate: false, checkpointing: { enabled: false } },
    privacy: { usageStatisticsEnabled: false },
    telemetry: { enabled: false },
    security: { auth: { selectedType: "gemini-api-key" }, folderTrust: { enabled: false } },
  };
  await writeFile(join(home, ".gemini", "settings.json"), JSON.stringify(settings));
  const program = join(installed, "@google", "gemini-cli", "bundle", "gemini.js");
  return {
    driver: "acp",
    command: [process.execPath, program, "--acp", "-m", "gemini-2.5-pro"],
    env: {
      HOME: home,
      GEMINI_API_KEY: KEY,
      GOOGLE_GEMINI_BASE_URL: modelUrl,
      GEMINI_CLI_TRUST_WORKSPACE: "true",
    },
    stateFolders: [home],
  };
}

/** OpenCode, in a home of its own under `folder`. */
export async function opencodeAgent(folder: string, modelUrl: string): Promise<Agent> {
  const home = join(folder, "opencode-home");
  await mkdir(home, { recursive: true });
  const provider = {
    npm: "@ai-sdk/openai-compatible",
    name: "Scripted",
    options: { baseURL: `${modelUrl}/v1`, apiKey: KEY },
    models: { scripted: { name: "Scripted", tool_call: true, limit: { context: 200_000, output: 8_000 } } },
  };
  const config = {
    autoupdate: false,
    share: "disabled",
    model: "scripted/scripted",
    small_model: "scripted/scripted",
    enabled_providers: ["scripted"],
    provider: { scripted: provider },
  };
  const xdg = (name: string): string => join(home, name);
  return {
    driver: "acp",
    command: [join(installed, `opencode-${platform}`, "bin", "opencode"), "acp"],
    env: {
      HOME: home,
      XDG_CONFIG_HOME: xdg("config"),
      XDG_DATA_HOME: xdg("data"),
      XDG_STATE_HOME: xdg("state"),
      XDG_CACHE_HOME: xdg("cache"),
      OPENCODE_CONFIG_CONTENT: JSON.stringify(config),
      OPENCODE_DISABLE_AUTOUPDATE: "1",
      OPENCODE_DISABLE_MODELS_FETCH: "1",
      OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
      OPENCODE_DISABLE_DEFAULT_PLUGINS: "1",
    },
    stateFolders: [home],
  };
}
