// Asks an agent's program what it announces: in a home of its own, with the scripted model as its provider, so that nothing leaves the machine.
import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { type AgentName, type PointedAgent, pointAgent } from "@makima/scripted-model/point-agent";
import { serveModel } from "@makima/scripted-model/serve-model";
import { announceAcp } from "./announce-acp.ts";
import { announceClaude } from "./announce-claude.ts";
import { announceCodex } from "./announce-codex.ts";
import { type Announced, inOrder, type Snapshot } from "./announced.ts";
import { type AgentProgram, printed } from "./conversation.ts";
import { readFlags } from "./read-flags.ts";

/** Throws when the program cannot be started, or ends before it has told. */
export async function announce(agent: AgentName, command: readonly string[]): Promise<Snapshot> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "mk-drift-")));
  const model = await serveModel();
  try {
    const pointed = await pointAgent(agent, { folder: join(folder, "home"), modelUrl: model.url });
    const cwd = join(folder, "work");
    await mkdir(cwd);
    const program = { command, cwd, env: { ...basics, ...pointed.env } };
    const flags = readFlags(await printed(program, ["--help"]));
    const announced = inOrder({ flags, ...(await ask(program, pointed)) });
    return { agent, version: await versionOf(program), announced };
  } finally {
    await model.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

// Some are scripts for Node.
const searchPath = [dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(delimiter);
const basics = { PATH: searchPath, TERM: "dumb", LANG: "C.UTF-8" };

function ask(program: AgentProgram, { driver, args }: PointedAgent): Promise<Announced> {
  switch (driver) {
    case "claude":
      return announceClaude(program);
    case "codex":
      return announceCodex(program);
    case "acp":
      return announceAcp(program, args);
  }
}

async function versionOf(program: AgentProgram): Promise<string> {
  const said = await printed(program, ["--version"]);
  return /\d+\.\d+\.\d+[\w.-]*/.exec(said)?.[0] ?? said.trim();
}
