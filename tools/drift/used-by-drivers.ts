// What our drivers use of what agents announce. Taken from the drivers where they have it as data; the rest is listed here, and a test holds it against
// their sources.
import { launchOptions } from "@makima/daemon/agents/claude/launch";
import { READ_FIELDS } from "@makima/daemon/agents/codex/read-event";
import { threadSettings } from "@makima/daemon/agents/codex/thread-settings";
import type { AgentName } from "@makima/scripted-model/point-agent";

/** By topic, the names that are used; their announcements have the same. */
export type Used = Readonly<Record<string, readonly string[]>>;

const [claudeFlags, claudeTools] = readLaunch();

/** `choices`: where a session says which model it works with, and which others there are. */
const acp = (choices: readonly string[]) => ({
  "answer to initialize": [
    "protocolVersion",
    "agentCapabilities.loadSession",
    "agentCapabilities.mcpCapabilities.http",
  ],
  "answer to session/new": ["sessionId", ...choices],
});

export const USED_BY_DRIVERS: Readonly<Record<AgentName, Used>> = {
  claude: {
    flags: claudeFlags,
    "system/init": [...claudeTools, "AskUserQuestion"].map((name) => `tools[${name}]`),
    frames: [
      "assistant.message",
      "assistant.parent_tool_use_id",
      "assistant.timestamp",
      "assistant.uuid",
      "command_lifecycle.command_uuid",
      "command_lifecycle.state",
      "result.is_error",
      "result.modelUsage",
      "result.result",
      "result.stop_reason",
      "result.terminal_reason",
      "result.total_cost_usd",
      "transcript_mirror.entries",
    ],
  },
  codex: {
    requests: withFields([
      { name: "initialize", fields: ["clientInfo", "capabilities"] },
      { name: "thread/start", fields: [...settingsOfThread(), "dynamicTools"] },
      { name: "thread/resume", fields: [...settingsOfThread(), "threadId", "excludeTurns"] },
      { name: "thread/inject_items", fields: ["threadId", "items"] },
      { name: "turn/start", fields: ["threadId", "input"] },
      { name: "turn/steer", fields: ["threadId", "expectedTurnId", "input"] },
      { name: "turn/interrupt", fields: ["threadId", "turnId"] },
    ]),
    "requests of its own": withFields([
      { name: "item/tool/call", fields: ["callId", "tool", "arguments"] },
      {
        name: "item/commandExecution/requestApproval",
        fields: ["itemId", "command", "cwd", "reason", "availableDecisions"],
      },
      { name: "item/fileChange/requestApproval", fields: ["itemId", "reason", "grantRoot"] },
      { name: "item/permissions/requestApproval", fields: ["itemId", "reason", "permissions"] },
      { name: "mcpServer/elicitation/request", fields: ["serverName"] },
      { name: "item/tool/requestUserInput", fields: ["itemId", "questions"] },
    ]),
    notifications: withFields(READ_FIELDS.notifications),
    items: withFields(READ_FIELDS.items),
  },
  gemini: { ...acp(["models.currentModelId"]), flags: ["--acp"] },
  opencode: acp(["category", "currentValue", "id", "type"].map((field) => `configOptions[model].${field}`)),
};

/** The flags of a start of Claude, and the tools that it is kept from. */
function readLaunch(): [flags: string[], tools: string[]] {
  const { args } = launchOptions({
    ...{ transcript: "", model: "any", effort: "high", goesOn: false, canAsk: true },
    trustRepository: false,
  });
  const kept = args.find((word) => word.startsWith("--disallowedTools=")) ?? "";
  const flags = args.filter((word) => word.startsWith("--")).map((word) => word.replace(/=.*/s, ""));
  return [flags, kept.replace(/^.*=/, "").split(",")];
}

function settingsOfThread(): string[] {
  return Object.keys(
    threadSettings({ cwd: "", model: "any", effort: null, isSandboxed: false, trustRepository: false }),
  );
}

function withFields(named: readonly { name: string; fields: readonly string[] }[]): string[] {
  return named.flatMap(({ name, fields }) => [name, ...fields.map((field) => `${name}.${field}`)]);
}
