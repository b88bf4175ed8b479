// Points a real agent at the scripted model: in a configuration of its own, so that nobody's login or settings are read or changed.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

export const AGENT_NAMES = ["claude", "codex", "gemini", "opencode"] as const;
export type AgentName = (typeof AGENT_NAMES)[number];

/** What belongs to the agent's entry in makima's `config.json`, beside its program. */
export type PointedAgent = {
  driver: "acp" | "claude" | "codex";
  /** What stands behind the program in its command. */
  args: string[];
  env: Record<string, string>;
  stateFolders: string[];
};

type Place = { folder: string; modelUrl: string };

/** Writes what the agent needs into `folder`, which becomes its home. */
export async function pointAgent(name: AgentName, place: Place): Promise<PointedAgent> {
  await mkdir(place.folder, { recursive: true });
  const pointed = await POINTERS[name](place);
  return { ...pointed, env: { HOME: place.folder, ...pointed.env }, stateFolders: [place.folder] };
}

const KEY = "no-key-is-needed-on-loopback";

type Pointer = (place: Place) => Promise<Omit<PointedAgent, "stateFolders">>;

const POINTERS: Readonly<Record<AgentName, Pointer>> = {
  claude: pointClaude,
  codex: pointCodex,
  gemini: pointGemini,
  opencode: pointOpencode,
};

async function pointClaude({ folder, modelUrl }: Place): ReturnType<Pointer> {
  const configuration = join(folder, "claude");
  await mkdir(configuration, { recursive: true });
  return {
    driver: "claude",
    args: [],
    env: {
      CLAUDE_CONFIG_DIR: configuration,
      ANTHROPIC_BASE_URL: modelUrl,
      ANTHROPIC_API_KEY: KEY,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_TELEMETRY: "1",
      DISABLE_AUTOUPDATER: "1",
    },
  };
}

async function pointCodex({ folder, modelUrl }: Place): ReturnType<Pointer> {
  const configuration = join(folder, "codex");
  // Codex builds no sandbox of its own from a home that lies where temporary files do, so these get another place.
  const temporary = join(folder, "temporary");
  for (const made of [configuration, temporary]) await mkdir(made, { recursive: true });
  const settings = `
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
  await writeFile(join(configuration, "config.toml"), settings);
  const env = { CODEX_HOME: configuration, TMPDIR: temporary, SCRIPTED_MODEL_KEY: KEY };
  return { driver: "codex", args: [], env };
}

async function pointGemini({ folder, modelUrl }: Place): ReturnType<Pointer> {
  await mkdir(join(folder, ".gemini"), { recursive: true });
  const settings = {
    general: { enableAutoUpdate: false, checkpointing: { enabled: false } },
    privacy: { usageStatisticsEnabled: false },
    telemetry: { enabled: false },
    security: { auth: { selectedType: "gemini-api-key" }, folderTrust: { enabled: false } },
  };
  await writeFile(join(folder, ".gemini", "settings.json"), JSON.stringify(settings));
  return {
    driver: "acp",
    args: ["--acp", "-m", "gemini-2.5-pro"],
    env: { GEMINI_API_KEY: KEY, GOOGLE_GEMINI_BASE_URL: modelUrl, GEMINI_CLI_TRUST_WORKSPACE: "true" },
  };
}

async function pointOpencode({ folder, modelUrl }: Place): ReturnType<Pointer> {
  const limit = { context: 200_000, output: 8_000 };
  const provider = {
    npm: "@ai-sdk/openai-compatible",
    name: "Scripted",
    options: { baseURL: `${modelUrl}/v1`, apiKey: KEY },
    models: {
      scripted: { name: "Scripted", tool_call: true, limit },
      thorough: {
        name: "Scripted, and it can be told how long to think",
        tool_call: true,
        reasoning: true,
        limit,
      },
    },
  };
  const config = {
    autoupdate: false,
    share: "disabled",
    model: "scripted/scripted",
    small_model: "scripted/scripted",
    enabled_providers: ["scripted"],
    provider: { scripted: provider },
  };
  return {
    driver: "acp",
    args: ["acp"],
    env: {
      XDG_CONFIG_HOME: join(folder, "config"),
      XDG_DATA_HOME: join(folder, "data"),
      XDG_STATE_HOME: join(folder, "state"),
      XDG_CACHE_HOME: join(folder, "cache"),
      OPENCODE_CONFIG_CONTENT: JSON.stringify(config),
      OPENCODE_DISABLE_AUTOUPDATE: "1",
      OPENCODE_DISABLE_MODELS_FETCH: "1",
      OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
      OPENCODE_DISABLE_DEFAULT_PLUGINS: "1",
    },
  };
}
