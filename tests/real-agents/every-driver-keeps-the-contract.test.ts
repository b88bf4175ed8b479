// The suite that every driver has to pass, with the four real programs: where one cannot do a thing, that is what is declared and expected.
import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { acpDriver } from "@makima/daemon/agents/acp/acp-driver";
import { claudeDriver } from "@makima/daemon/agents/claude/claude-driver";
import { codexDriver } from "@makima/daemon/agents/codex/codex-driver";
import {
  type ContractAgent,
  type DriverContract,
  describeDriver,
} from "@makima/daemon/agents/driver.contract";
import { type LaunchedAgent, launchAgent } from "@makima/daemon/processes/launch-agent";
import { ProcessRecords } from "@makima/daemon/processes/process-records";
import { openSandbox } from "@makima/daemon/processes/sandbox";
import { serveModel } from "@makima/scripted-model/serve-model";
import type { AgentSettings } from "@makima/testkit/daemon";
import { runCommand } from "@makima/testkit/ports/run-command";
import { afterAll, beforeAll } from "vitest";
import { claudeAgent, codexAgent, geminiAgent, opencodeAgent } from "./agents.ts";
import { script } from "./driver-world.ts";

type Agent = AgentSettings[string];
type AgentOf = (folder: string, modelUrl: string) => Promise<Agent>;

const searchPath = "/usr/local/bin:/usr/bin:/bin";
let root: string;
let records: ProcessRecords;
let model: Awaited<ReturnType<typeof serveModel>>;
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "mk-contract-")));
  records = await ProcessRecords.open(join(root, "processes.ndjson"));
  model = await serveModel({ port: 0 });
});
afterAll(async () => {
  await model.close();
  await records.close();
  await rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

/** With a home, a worktree and a task folder of its own. */
async function start(name: string, agentOf: AgentOf): Promise<ContractAgent> {
  const place = join(root, name);
  const [cwd, folder] = [join(place, "worktree"), join(place, "task")];
  for (const each of [cwd, folder]) await mkdir(each, { recursive: true });
  await runCommand({ program: "git", args: ["init", "--quiet", cwd], cwd: root });
  const settings = await agentOf(join(place, "home"), model.url);
  return launcher({ ...settings, driver: "acp" }, { name: "test", cwd, folder });
}

type Place = { name: string; cwd: string; folder: string };

async function launcher(agent: Agent, place: Place): Promise<ContractAgent> {
  const [program = "", ...words] = agent.command;
  const sandbox = await openSandbox("off", { searchPath });
  const parts = { records, sandbox, folder: root, home: join(root, "hidden") };
  let running: LaunchedAgent | null = null;
  return {
    cwd: place.cwd,
    folder: place.folder,
    async launch(extra = {}) {
      await running?.kill();
      running = await launchAgent(
        { ...parts, agentEnvironment: { PATH: searchPath } },
        {
          agent: { ...agent, command: [program, ...words] },
          ...{ ...place, objectsPath: place.cwd },
          ...extra,
        },
      );
      return running;
    },
    close: async () => running?.kill(),
  };
}

const silent = (): Promise<ContractAgent> =>
  launcher(
    { driver: "acp", command: ["sleep", "1000"], env: {}, stateFolders: [] },
    { name: "silent", cwd: root, folder: root },
  );

const words = Array.from({ length: 3000 }, (_, index) => `word ${index}`).join(" ");

/** What a script for the scripted model makes each of them do. */
const common = {
  startSilent: silent,
  prompt: (steps: readonly object[]) => script(...steps).text,
  breakDown: () => {
    model.breakDown({ kind: "refusal", reason: "refused_key" });
    return { prompt: "Hello?", mend: () => model.breakDown(null) };
  },
  steps: {
    flood: [{ say: words }],
    stall: [{ run: "sleep 600", expect: 0 }],
    usage: { more: [{ run: "echo first", expect: 0 }, { say: "One." }], less: [{ say: "Two." }] },
    askLeave: [
      { run: "touch asked.txt", expect: 0, onError: "no" },
      { say: "I was allowed." },
      { id: "no", say: "That is all." },
    ],
  },
} satisfies Partial<DriverContract>;

/** A refusal is told at its first time. */
async function withoutTries(folder: string, modelUrl: string): Promise<Agent> {
  const agent = await claudeAgent(folder, modelUrl);
  return { ...agent, env: { ...agent.env, CLAUDE_CODE_MAX_RETRIES: "0" } };
}

describeDriver("Claude Code", {
  ...common,
  driver: claudeDriver,
  capabilities: { canLoad: true, canInjectResult: true, canSteer: true },
  ...{ comesBackAs: "loaded", tellsThoughts: true, tellsOutput: true, usage: "costUsd" },
  start: (place) => start(`claude/${place}`, withoutTries),
});

// It asks for what its own sandbox forbids.
const outside = {
  tool: "exec_command",
  args: {
    cmd: "echo done > /dev/null",
    sandbox_permissions: "require_escalated",
    justification: "It is outside.",
  },
  as: "leave",
};

describeDriver("Codex", {
  ...common,
  driver: codexDriver,
  capabilities: { canLoad: true, canInjectResult: true, canSteer: true },
  ...{ comesBackAs: "loaded", tellsThoughts: true, tellsOutput: true, usage: "totalTokens" },
  steps: {
    ...common.steps,
    askLeave: [
      outside,
      { if: { var: "leave.text", contains: "exited with code 0" }, jump: "yes", else: "no" },
      { id: "yes", say: "I was allowed." },
      { id: "no", say: "That is all." },
    ],
  },
  start: (place) => start(`codex/${place}`, codexAgent),
});

const byAcp = {
  ...common,
  driver: acpDriver,
  capabilities: { canLoad: true, canInjectResult: false, canSteer: false },
  tellsThoughts: true,
} satisfies Partial<DriverContract>;

describeDriver("ACP (Gemini CLI)", {
  ...byAcp,
  // Its session was made within the minute.
  ...{ comesBackAs: "rebuilt", tellsOutput: false, usage: null },
  start: (place) => start(`gemini/${place}`, geminiAgent),
});

describeDriver("ACP (OpenCode)", {
  ...byAcp,
  ...{ comesBackAs: "loaded", tellsOutput: true, usage: "inputTokens" },
  start: (place) => start(`opencode/${place}`, opencodeAgent),
});
