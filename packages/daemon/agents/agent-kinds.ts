// What is known of the agents that people have: how old they may be, which of the person's variables are theirs, and how it is seen that
// somebody is logged in, without reading what the login holds.
import { basename, extname } from "node:path";

export interface AgentKind {
  /** As its program is called. */
  readonly name: string;
  /** The oldest version that makima was tried with and can drive; null: any that speaks its protocol. */
  readonly oldest: string | null;
  readonly update: string;
  /** Variables of the person's environment that are passed on to this agent, and to no other. */
  readonly variables: readonly string[];
  /** Null: it works without a login too, or nothing tells. */
  readonly login: AgentLogin | null;
}

interface AgentLogin {
  /** One of these, with something in it, is a login. */
  readonly variables: readonly string[];
  /** Its folder is named by a variable, else it is in the home folder; the file is there while somebody is logged in. */
  readonly file: { readonly folderVariable: string; readonly folder: string; readonly name: string };
  /** A setting that names a provider of the person's own, which has a login of its own or none. */
  readonly ownProvider: { readonly file: string; readonly pattern: RegExp } | null;
  /** Systems that keep the login elsewhere, where nothing tells. */
  readonly hiddenOn: readonly NodeJS.Platform[];
  readonly mend: string;
}

const KINDS: readonly AgentKind[] = [
  {
    name: "claude",
    oldest: "2.1.197",
    update: "npm install -g @anthropic-ai/claude-code",
    variables: ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL", "CLAUDE_CODE_OAUTH_TOKEN"],
    login: {
      variables: ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"],
      file: { folderVariable: "CLAUDE_CONFIG_DIR", folder: ".claude", name: ".credentials.json" },
      ownProvider: { file: "settings.json", pattern: /CLAUDE_CODE_USE_|"apiKeyHelper"/ },
      hiddenOn: ["darwin"],
      mend: "Run claude once and log in, or set ANTHROPIC_API_KEY where makima is started.",
    },
  },
  {
    name: "codex",
    oldest: "0.169.0",
    update: "npm install -g @openai/codex",
    variables: ["OPENAI_API_KEY", "OPENAI_BASE_URL", "CODEX_API_KEY"],
    login: {
      variables: ["OPENAI_API_KEY", "CODEX_API_KEY"],
      file: { folderVariable: "CODEX_HOME", folder: ".codex", name: "auth.json" },
      ownProvider: { file: "config.toml", pattern: /^\s*model_provider\s*=/m },
      hiddenOn: [],
      mend: "Run codex login, or set OPENAI_API_KEY where makima is started.",
    },
  },
  {
    name: "gemini",
    oldest: null,
    update: "npm install -g @google/gemini-cli",
    variables: [
      "GEMINI_API_KEY",
      "GOOGLE_API_KEY",
      "GOOGLE_GEMINI_BASE_URL",
      "GOOGLE_GENAI_USE_VERTEXAI",
      "GOOGLE_CLOUD_PROJECT",
      "GOOGLE_APPLICATION_CREDENTIALS",
    ],
    login: {
      variables: ["GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_GENAI_USE_VERTEXAI"],
      file: { folderVariable: "", folder: ".gemini", name: "oauth_creds.json" },
      ownProvider: { file: ".env", pattern: /^\s*G\w+_API_KEY\s*=/m },
      hiddenOn: [],
      mend: "Run gemini once and log in, or set GEMINI_API_KEY where makima is started.",
    },
  },
  {
    name: "opencode",
    oldest: null,
    update: "npm install -g opencode-ai",
    variables: ["OPENCODE_API_KEY", "OPENROUTER_API_KEY", "OPENCODE_CONFIG"],
    login: null,
  },
];

/** Of the command's program, or of the script that a runtime is given; null: an agent that nothing is known of. */
export function kindOf([program, script = ""]: readonly string[]): AgentKind | null {
  const names = [program ?? "", script].map((path) => basename(path, extname(path)));
  return KINDS.find(({ name }) => names.includes(name)) ?? null;
}

/** All that any of them is given of the person's environment. */
export const agentVariables: readonly string[] = [...new Set(KINDS.flatMap(({ variables }) => variables))];
