// The agents that the tests run: their programs, and what of them is committed.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AgentName } from "@makima/scripted-model/point-agent";
import { root } from "../gates/gate.ts";
import type { Snapshot } from "./announced.ts";
import { installedProgram } from "./installed-program.ts";

export const pinnedFolder = join(root, "tests", "real-agents");

export const pinnedProgram = (agent: AgentName): string[] =>
  installedProgram(agent, join(pinnedFolder, "node_modules"));

/** What the pinned version announces. Throws when it was never written. */
export async function readPinned(agent: AgentName): Promise<Snapshot> {
  return JSON.parse(await readFile(fileOf(agent), "utf8")) as Snapshot;
}

export async function writePinned(told: Snapshot): Promise<void> {
  await writeFile(fileOf(told.agent), `${JSON.stringify(told, null, 2)}\n`);
}

const fileOf = (agent: AgentName): string => join(pinnedFolder, "announced", `${agent}.json`);
