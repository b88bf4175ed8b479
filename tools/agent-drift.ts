// `npm run agent-drift`: what a version of an agent announces, compared with what the pinned one does. Ends with 1 when something that our driver uses is gone or switched off.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { StartError } from "@makima/daemon/ports/processes";
import { AGENT_NAMES, type AgentName } from "@makima/scripted-model/point-agent";
import { announce } from "./drift/announce.ts";
import { compareAnnounced } from "./drift/compare-announced.ts";
import { installNewest } from "./drift/install-newest.ts";
import { pinnedFolder, pinnedProgram, readPinned, writePinned } from "./drift/pinned.ts";
import { showDrift } from "./drift/show-drift.ts";
import { USED_BY_DRIVERS } from "./drift/used-by-drivers.ts";
import { installLocked } from "./install-locked.ts";

const usage = `npm run agent-drift -- [--agent ${AGENT_NAMES.join("|")}] [--command PATH | --newest | --write] [--json]

  --command PATH      compares this program (of one --agent) with the pinned version
  --newest            compares the newest version of the registry, installed into a folder that is removed again
  --write             writes down what the pinned version announces, after its pin was moved
  --json              prints the report as JSON
Without these the installed pinned version is compared with what is written of it.
`;

const { values } = parseArgs({
  options: {
    agent: { type: "string" },
    command: { type: "string" },
    newest: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const named = AGENT_NAMES.filter((name) => values.agent === undefined || values.agent === name);
const ways = [values.command !== undefined, values.newest, values.write].filter(Boolean).length;
if (named.length === 0 || ways > 1 || (values.command !== undefined && named.length > 1)) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  try {
    const reports = [];
    for (const agent of named) reports.push(await report(agent));
    if (values.json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
    process.exitCode = reports.some(({ isBreaking }) => isBreaking) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}

async function report(agent: AgentName) {
  const told = await ask(agent);
  if (values.write) await writePinned(told);
  const pinned = await readPinned(agent);
  const drift = compareAnnounced(pinned.announced, told.announced, USED_BY_DRIVERS[agent]);
  const title = `# ${agent}: ${told.version}, compared with the pinned ${pinned.version}`;
  if (!values.json) process.stdout.write(`${showDrift(title, drift)}\n`);
  return { agent, pinned: pinned.version, version: told.version, ...drift };
}

async function ask(agent: AgentName) {
  if (values.command !== undefined) return announce(agent, [resolve(values.command)]);
  if (!values.newest) {
    await installLocked(pinnedFolder);
    return announce(agent, pinnedProgram(agent));
  }
  const folder = await mkdtemp(join(tmpdir(), "mk-newest-"));
  try {
    return await announce(agent, await installNewest(agent, folder));
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
