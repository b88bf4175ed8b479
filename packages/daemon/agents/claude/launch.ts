// How Claude is started: what it is told on its command line and in its environment.
import type { Effort } from "@makima/core/agent";

interface Launch {
  /** The file of the session that it goes on with; of a new one too, so that its transcript is in the task's folder and not in the person's. */
  readonly transcript: string;
  readonly model: string | null;
  readonly effort: Effort | null;
  /** It goes on by itself with what its transcript ends with, else it waits for a message. */
  readonly goesOn: boolean;
  readonly canAsk: boolean;
  /** What the repository brings for Claude (hooks, settings, MCP servers) runs. */
  readonly trustRepository: boolean;
}

export const SERVER_NAME = "makima";

/**
 * Tools that would work behind our back: agents of its own, timers, worktrees, and what waits for a person at a terminal. A task's agent delegates by
 * `spawn_task` and waits by our tools, which survive it.
 */
const disallowed = [
  "Agent",
  "Task",
  "Workflow",
  "CronCreate",
  "CronDelete",
  "CronList",
  "ScheduleWakeup",
  "EnterWorktree",
  "ExitWorktree",
  "EnterPlanMode",
  "ExitPlanMode",
  "SendMessage",
  "ListAgents",
  "Monitor",
  "RemoteTrigger",
];

export function launchOptions({ transcript, model, effort, goesOn, canAsk, trustRepository }: Launch): {
  args: string[];
  env: Record<string, string>;
} {
  const mcp = { mcpServers: { [SERVER_NAME]: { type: "sdk", name: SERVER_NAME, alwaysLoad: true } } };
  const args = [
    "-p",
    "--verbose",
    "--input-format=stream-json",
    "--output-format=stream-json",
    "--include-partial-messages",
    "--session-mirror",
    "--permission-prompt-tool=stdio",
    // The person's own settings hold their login and what they let it do. Who answers what it asks is our matter.
    "--permission-mode=default",
    ...(trustRepository
      ? ["--setting-sources=user,project,local"]
      : ["--setting-sources=user", "--strict-mcp-config"]),
    `--mcp-config=${JSON.stringify(mcp)}`,
    `--allowedTools=mcp__${SERVER_NAME}`,
    `--disallowedTools=${[...disallowed, ...(canAsk ? [] : ["AskUserQuestion"])].join(",")}`,
    `--resume=${transcript}`,
    ...(model === null ? [] : [`--model=${model}`]),
    ...(effort === null ? [] : [`--effort=${effort}`]),
  ];
  return { args, env: { ...environment, ...(goesOn ? goingOn : {}) } };
}

const environment = {
  // A program that changes under a running task is no program to rely on.
  DISABLE_AUTOUPDATER: "1",
  // Notes for a folder that is there for one task are of use to nobody, and would lie in the person's home.
  CLAUDE_CODE_DISABLE_AUTO_MEMORY: "1",
  // What runs on behind a turn's end would begin turns that nobody asked for.
  CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: "1",
  // A call that waited is given its result by us and is never made again.
  CLAUDE_CODE_DISABLE_DEFERRED_TOOL_RESUME: "1",
};

const goingOn = {
  CLAUDE_CODE_RESUME_INTERRUPTED_TURN: "1",
  // However long ago: an answer may take a week.
  CLAUDE_CODE_RESUME_INTERRUPTED_TURN_MAX_AGE_MS: "0",
};
