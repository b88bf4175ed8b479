// Codex itself behind its driver, without a daemon: a home, a worktree, and what the driver tells.
import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codexDriver } from "@makima/daemon/agents/codex/codex-driver";
import type { AgentEvent, AgentOptions, AgentSession, PermissionRequest } from "@makima/daemon/agents/driver";
import { hasEnvironment, listProcesses } from "@makima/daemon/ports/process-table";
import { type LaunchedAgent, launchAgent } from "@makima/daemon/processes/launch-agent";
import { ProcessRecords } from "@makima/daemon/processes/process-records";
import { openSandbox } from "@makima/daemon/processes/sandbox";
import { runCommand } from "@makima/testkit/ports/run-command";
import type { ScriptedModel } from "@makima/testkit/scripted-model";
import { onTestFinished } from "vitest";
import { codexAgent } from "./agents.ts";

export interface Machine {
  /** The worktree. */
  readonly cwd: string;
  open(changes?: Partial<AgentOptions>): Promise<OpenCodex>;
  /** Programs that were started here and are still there. */
  countProcesses(): Promise<number>;
}

export interface OpenCodex {
  readonly session: AgentSession;
  readonly events: readonly AgentEvent[];
  readonly asked: readonly PermissionRequest[];
  /** The transcript as it was told, over all that were opened on this machine. */
  readonly lines: readonly string[];
  kill(): Promise<void>;
  words(role: "assistant" | "thinking"): string;
  /** Waits until it has told of a tool with these words in its title or input. */
  tool(words: string): Promise<void>;
}

const ASK = {
  name: "ask_question",
  description: "Ask a person.",
  inputSchema: {
    type: "object" as const,
    properties: { question: { type: "string" } },
    required: ["question"],
  },
};

/** With a home and a worktree of its own, at other paths than every other one. */
export async function openMachine(
  model: ScriptedModel,
  sandboxMode: "off" | "require" = "off",
): Promise<Machine> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "mk-codex-")));
  const cwd = join(root, "worktree");
  await mkdir(cwd);
  await runCommand({ program: "git", args: ["init", "--quiet", cwd], cwd: root });
  const { command, env, stateFolders } = await codexAgent(root, model.url);
  const agent = { driver: "codex" as const, command: [command[0] ?? "codex"] as [string], env, stateFolders };
  const searchPath = "/usr/local/bin:/usr/bin:/bin";
  const records = await ProcessRecords.open(join(root, "processes.ndjson"));
  const sandbox = await openSandbox(sandboxMode, { searchPath });
  const folder = join(root, "task");
  await mkdir(folder);
  let running: LaunchedAgent | null = null;
  onTestFinished(async () => {
    await running?.kill();
    await records.close();
    await rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });
  const launch: AgentOptions["launch"] = async (extra = {}) => {
    await running?.kill();
    const parts = { records, sandbox, folder: root, home: join(root, "hidden") };
    running = await launchAgent(
      { ...parts, agentEnvironment: { PATH: searchPath } },
      {
        agent,
        name: "codex",
        cwd,
        objectsPath: cwd,
        folder,
        ...extra,
      },
    );
    return running;
  };
  const lines: string[] = [];
  return {
    cwd,
    open: (changes) => openCodex({ launch, cwd, folder, lines, changes: changes ?? {} }),
    countProcesses: async () => {
      const marks = (await listProcesses()).map(({ pid }) =>
        hasEnvironment(pid, `CODEX_HOME=${env["CODEX_HOME"]}`),
      );
      return (await Promise.all(marks)).filter(Boolean).length;
    },
  };
}

async function openCodex(made: {
  launch: AgentOptions["launch"];
  cwd: string;
  folder: string;
  lines: string[];
  changes: Partial<AgentOptions>;
}): Promise<OpenCodex> {
  const { launch, cwd, folder, lines, changes } = made;
  const events: AgentEvent[] = [];
  const asked: PermissionRequest[] = [];
  let agent: LaunchedAgent | null = null;
  const session = await codexDriver.open({
    launch: async (extra) => (agent = await launch(extra)),
    ...{ cwd, folder, epoch: 1, model: null, handshakeMs: 60_000 },
    tools: toolsThat(async () => ({ result: { status: "answered", response: "left" }, isError: false })),
    past: pastOf({}),
    onEvent: async (event) => void events.push(event),
    onTranscript: async (told) => void lines.push(...told.lines),
    onPermission: async (request) => {
      asked.push(request);
      return null;
    },
    ...changes,
  });
  return {
    ...{ session, events, asked, lines },
    kill: async () => agent?.kill(),
    words: (role) =>
      events.flatMap((event) => (event.kind === "text" && event.role === role ? [event.text] : [])).join(""),
    tool: async (words) => {
      const isTold = (event: AgentEvent): boolean =>
        event.kind === "tool" && JSON.stringify([event.title, event.input]).includes(words);
      while (!events.some(isTold)) await new Promise((go) => setTimeout(go, 10));
    },
  };
}

export const toolsThat = (call: AgentOptions["tools"]["call"]): AgentOptions["tools"] => ({
  url: "http://127.0.0.1:9/mcp",
  token: "none",
  descriptions: [ASK],
  call,
});

export function pastOf({
  messages = [],
  transcript = null,
  ...past
}: Partial<AgentOptions["past"]> & {
  messages?: Awaited<ReturnType<AgentOptions["past"]["read"]>>["messages"];
  transcript?: { session: string; lines: readonly string[] } | null;
}): AgentOptions["past"] {
  return {
    ...{ exists: false, session: null, results: [] },
    read: async () => ({ text: "", messages, transcript }),
    ...past,
  };
}
