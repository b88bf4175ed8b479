// Agents as they are found on a machine: real programs in a folder of the test, logged in and not, of every age.
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Agent } from "@makima/protocol/daemons";
import { expect, onTestFinished, test } from "vitest";
import type { AgentConfig } from "../config.ts";
import { searchPath } from "../test/config.ts";
import { findAgents } from "./find-agents.ts";
import { withOwnVariables } from "./own-variables.ts";
import { openVersionReader, type ReadVersion } from "./read-version.ts";

interface Machine {
  readonly home: string;
  program(name: string, says: string): Promise<void>;
  file(path: string, text: string): Promise<void>;
  find(agents: Record<string, Partial<AgentConfig>>, readVersion?: ReadVersion): Promise<Agent[]>;
}

async function openMachine(): Promise<Machine> {
  const home = await mkdtemp(join(tmpdir(), "mk-agents-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const bin = join(home, "bin");
  await mkdir(bin);
  const path = `${bin}:${searchPath}`;
  return {
    home,
    async program(name, says) {
      await writeFile(join(bin, name), `#!/bin/sh\n${says}\n`);
      await chmod(join(bin, name), 0o755);
    },
    async file(name, text) {
      await mkdir(join(home, name, ".."), { recursive: true });
      await writeFile(join(home, name), text);
    },
    find: (agents, readVersion = openVersionReader()) =>
      findAgents(
        Object.fromEntries(Object.entries(agents).map(([name, agent]) => [name, { ...PLAIN, ...agent }])),
        {
          ...{ searchPath: path, agentEnvironment: { HOME: home, PATH: path }, readVersion },
          efforts: { claude: ["low", "max"], acp: null },
        },
      ),
  };
}

const PLAIN: AgentConfig = { driver: "acp", command: ["claude"], env: {}, stateFolders: [] };
const CLAUDE = { claude: {} };
const LOGIN = ".claude/.credentials.json";

test("an agent that is logged in is ready, with its version", async () => {
  const machine = await openMachine();
  await machine.program("claude", 'test "$1" = --version && echo "2.1.329 (Claude Code)"');
  await machine.file(LOGIN, '{"secret":"x"}');
  expect(await machine.find(CLAUDE)).toEqual([
    {
      ...{ name: "claude", driver: "acp", version: "2.1.329", ready: true, problem: null, efforts: null },
      loginAt: (await stat(join(machine.home, LOGIN))).mtime.toISOString(),
    },
  ]);
});

test.each([
  ["not on the path", "", "", /"claude" was not found\. Install it/],
  [
    "not logged in",
    "echo 2.1.329",
    "",
    /claude is not logged in\. Run claude once and log in, or set ANTHROPIC_API_KEY/,
  ],
  [
    "too old",
    "echo 2.1.96",
    "{...}",
    /claude 2\.1\.96 is too old: makima needs 2\.1\.197 or newer\. Update it: npm install/,
  ],
  [
    "broken",
    "echo no library >&2; exit 3",
    "{...}",
    /claude cannot be started: it ended with code 3 no library\. Install it anew/,
  ],
])("one that is %s is told with its mend", async (_, says, login, problem) => {
  const machine = await openMachine();
  if (says !== "") await machine.program("claude", says);
  if (login !== "") await machine.file(LOGIN, login);
  const [agent] = await machine.find(CLAUDE);
  expect(agent?.ready).toBe(false);
  expect(agent?.problem).toMatch(problem);
});

test.each<[string, Partial<AgentConfig>, string | null]>([
  ["a key", { env: { ANTHROPIC_API_KEY: "k" } }, null],
  ["a login in another folder", { env: { CLAUDE_CONFIG_DIR: "OTHER" } }, "other/.credentials.json"],
  ["a provider of its own", { command: ["codex"] }, ".codex/config.toml"],
  ["nothing, where it needs none", { command: ["opencode", "acp"] }, null],
  ["nothing, of which nothing is known", { command: ["true"] }, null],
])("%s is as good as a login", async (_, agent, file) => {
  const machine = await openMachine();
  for (const name of ["claude", "codex", "opencode"]) await machine.program(name, "echo 9.9.9");
  if (file !== null) await machine.file(file, 'model_provider = "mine"');
  const env = Object.fromEntries(
    Object.entries(agent.env ?? {}).map(([name, value]) => [
      name,
      value.replace("OTHER", join(machine.home, "other")),
    ]),
  );
  expect(await machine.find({ agent: { ...agent, env } })).toMatchObject([{ ready: true, problem: null }]);
});

test("an update is seen, and a program that stays as it is is asked once", async () => {
  const machine = await openMachine();
  await machine.file(LOGIN, "{...}");
  const asking = (version: string) => `echo asked >> ${machine.home}/asked; echo ${version}`;
  const reader = openVersionReader();
  const version = async () => (await machine.find(CLAUDE, reader))[0]?.version;
  await machine.program("claude", asking("2.2.0"));
  expect([await version(), await version()]).toEqual(["2.2.0", "2.2.0"]);
  await machine.program("claude", asking("2.10.0"));
  expect([await version(), await version()]).toEqual(["2.10.0", "2.10.0"]);
  expect(await readFile(join(machine.home, "asked"), "utf8")).toBe("asked\nasked\n");
});

test("a script that a runtime is given is asked, not the runtime", async () => {
  const machine = await openMachine();
  await machine.file("gemini.js", 'console.log(process.argv[2] === "--version" ? "0.61.0" : "started")');
  const command: AgentConfig["command"] = [process.execPath, join(machine.home, "gemini.js"), "--acp"];
  expect(await machine.find({ g: { command, env: { GEMINI_API_KEY: "k" } } })).toMatchObject([
    { version: "0.61.0", ready: true },
  ]);
});

test("a key of the person's reaches the agent whose it is, and no other", () => {
  const agents = {
    claude: PLAIN,
    codex: { ...PLAIN, command: ["codex"] as [string], env: { OPENAI_API_KEY: "set" } },
    own: { ...PLAIN, command: ["my-agent"] as [string] },
  };
  const person = { ANTHROPIC_API_KEY: "a", OPENAI_API_KEY: "o", GEMINI_API_KEY: "g" };
  const given = withOwnVariables(agents, person);
  expect(Object.fromEntries(Object.entries(given).map(([name, { env }]) => [name, env]))).toEqual({
    claude: { ANTHROPIC_API_KEY: "a" },
    codex: { OPENAI_API_KEY: "set" },
    own: {},
  });
});
