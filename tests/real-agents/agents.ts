// The agent programs of this folder as `config.json` names them, pointed at a model on loopback.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AgentSettings } from "@makima/testkit/daemon";

type Agent = AgentSettings[string];
const installed = join(import.meta.dirname, "node_modules");

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
      GEMINI_API_KEY: "no-key-is-needed-on-loopback",
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
    options: { baseURL: `${modelUrl}/v1`, apiKey: "no-key-is-needed-on-loopback" },
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
    command: [join(installed, `opencode-${process.platform}-${process.arch}`, "bin", "opencode"), "acp"],
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
