// A driver with its real program, a scripted model behind it, and everything that it gives away kept.
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Effort } from "@makima/core/agent";
import type {
  AgentDriver,
  AgentEvent,
  AgentOptions,
  AgentSession,
  PermissionRequest,
} from "@makima/daemon/agents/driver";
import type { AgentPast } from "@makima/daemon/agents/past";
import { type LaunchedAgent, launchAgent } from "@makima/daemon/processes/launch-agent";
import { ProcessRecords } from "@makima/daemon/processes/process-records";
import { openSandbox } from "@makima/daemon/processes/sandbox";
import { describeTool } from "@makima/daemon/tools/describe-tool";
import type { ToolResult } from "@makima/daemon/tools/tool-door";
import { openToolServer, type ToolServer } from "@makima/daemon/tools/tool-server";
import type { AgentSettings } from "@makima/testkit/daemon";
import { type ScriptedModel, startScriptedModel } from "@makima/testkit/scripted-model";
import { onTestFinished } from "vitest";

type Call = Parameters<AgentOptions["tools"]["call"]>[0];

export interface DriverWorld {
  readonly root: string;
  readonly model: ScriptedModel;
  open(settings?: OpenSettings): Promise<OpenedAgent>;
  read(path: string): Promise<string>;
}

interface OpenSettings {
  readonly past?: Partial<AgentPast>;
  readonly epoch?: number;
  /** Another name is another machine: a worktree, a home and a task folder of its own. */
  readonly machine?: string;
  readonly model?: string | null;
  readonly effort?: Effort;
  readonly env?: Readonly<Record<string, string>>;
  readonly sandbox?: "off" | "require";
  readonly trustRepository?: boolean;
  readonly onCall?: (call: Call) => unknown;
  readonly onPermission?: (request: PermissionRequest) => string | null;
}

/** Where an agent of the world works. */
export const worktreeOf = ({ root }: DriverWorld, machine = "here"): string =>
  join(root, machine, "worktree");

export interface OpenedAgent {
  readonly session: AgentSession;
  readonly cwd: string;
  readonly events: readonly AgentEvent[];
  readonly calls: readonly Call[];
  readonly lines: readonly string[];
  /** What it has said up to now. */
  said(): string;
  /** SIGKILL for its program and whatever that started. */
  kill(): Promise<void>;
  /** How often its program was started. */
  starts(): number;
  isProgramGone(): Promise<boolean>;
}

type Agent = AgentSettings[string];
type Serving = { driver: AgentDriver; agentOf: (folder: string, modelUrl: string) => Promise<Agent> };

export async function openDriverWorld(serving: Serving): Promise<DriverWorld> {
  const root = await mkdtemp(join(tmpdir(), "mk-driver-"));
  const model = await startScriptedModel();
  const records = await ProcessRecords.open(join(root, "processes.ndjson"));
  const tools = await openToolServer();
  const opened: OpenedAgent[] = [];
  onTestFinished(async () => {
    for (const one of opened) await one.kill();
    await tools.close();
    await records.close();
    await rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });
  return {
    root,
    model,
    read: (path) => readFile(path, "utf8"),
    async open(settings = {}) {
      const agent = await openAgent({ ...serving, root, model, records, tools }, settings);
      opened.push(agent);
      return agent;
    },
  };
}

type Parts = Serving & {
  root: string;
  model: ScriptedModel;
  records: ProcessRecords;
  tools: ToolServer;
};

async function openAgent(parts: Parts, settings: OpenSettings): Promise<OpenedAgent> {
  const place = join(parts.root, settings.machine ?? "here");
  const [cwd, folder, home] = [join(place, "worktree"), join(place, "task"), join(place, "home")];
  for (const each of [cwd, folder, home]) await mkdir(each, { recursive: true });
  const events: AgentEvent[] = [];
  const calls: Call[] = [];
  const lines: string[] = [];
  const running: LaunchedAgent[] = [];
  const agent = await parts.agentOf(home, parts.model.url);
  const launch = await launcher(parts, { settings, agent, cwd, folder, running });
  const tools = ["ask_question", "wait_for_tasks", "report_progress"] as const;
  const call = async (made: Call): Promise<ToolResult> => {
    calls.push(made);
    return { result: (await settings.onCall?.(made)) ?? { ok: true }, isError: false };
  };
  const served = parts.tools.serve({ tools, door: { call } });
  const session = await parts.driver.open({
    launch,
    cwd,
    folder,
    epoch: settings.epoch ?? 1,
    tools: { ...served, descriptions: tools.map(describeTool), call },
    model: settings.model ?? null,
    effort: settings.effort ?? null,
    trustRepository: settings.trustRepository ?? false,
    past: pastOf(settings.past),
    handshakeMs: 30_000,
    onEvent: async (event) => void events.push(event),
    onTranscript: async (told) => void lines.push(...told.lines),
    onPermission: async (request) => (settings.onPermission ?? (() => "allow_once"))(request),
  });
  return {
    session,
    cwd,
    events,
    calls,
    lines,
    said: () =>
      events.map((event) => (event.kind === "text" && event.role === "assistant" ? event.text : "")).join(""),
    kill: async () => running.at(-1)?.kill(),
    starts: () => running.length,
    isProgramGone: async () => {
      const last = running.at(-1);
      const gone = last?.process.exited.then(() => true) ?? Promise.resolve(true);
      return Promise.race([gone, new Promise<boolean>((go) => setTimeout(go, 100, false))]);
    },
  };
}

type Launching = {
  settings: OpenSettings;
  agent: Agent;
  cwd: string;
  folder: string;
  running: LaunchedAgent[];
};

async function launcher(parts: Parts, at: Launching): Promise<AgentOptions["launch"]> {
  const searchPath = "/usr/local/bin:/usr/bin:/bin";
  const sandbox = await openSandbox(at.settings.sandbox ?? "off", { searchPath });
  const { records, root } = parts;
  const daemon = join(root, "daemon");
  await mkdir(daemon, { recursive: true });
  const [program = "", ...rest] = at.agent.command;
  return async (extra = {}) => {
    await at.running.at(-1)?.kill();
    const started = await launchAgent(
      { records, sandbox, folder: daemon, home: daemon, agentEnvironment: { PATH: searchPath } },
      {
        // Of which driver it is makes no difference to its start.
        agent: {
          ...at.agent,
          driver: "acp",
          command: [program, ...rest],
          env: { ...at.agent.env, ...at.settings.env },
        },
        name: "test",
        cwd: at.cwd,
        objectsPath: at.cwd,
        folder: at.folder,
        ...extra,
      },
    );
    at.running.push(started);
    return started;
  };
}

const pastOf = (past: Partial<AgentPast> | undefined): AgentPast => ({
  exists: past !== undefined,
  session: null,
  results: [],
  read: async () => ({ text: "", messages: [], transcript: null }),
  ...past,
});

/** A prompt that makes the model do these steps. */
export const script = (...steps: readonly object[]): { text: string; injection: null } =>
  words(`Follow it.\n\n\`\`\`makima-script\n${JSON.stringify({ steps })}\n\`\`\`\n`);

export const words = (text: string): { text: string; injection: null } => ({ text, injection: null });
