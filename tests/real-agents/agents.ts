// The agent programs of this folder as `config.json` names them, pointed at a model on loopback.
import { join } from "node:path";
import { type AgentName, pointAgent } from "@makima/scripted-model/point-agent";
import type { AgentSettings } from "@makima/testkit/daemon";
import { installedProgram } from "../../tools/drift/installed-program.ts";

type Agent = AgentSettings[string];
type AgentOf = (folder: string, modelUrl: string) => Promise<Agent>;

const installed = join(import.meta.dirname, "node_modules");

/** In a home of its own under `folder`, as are the others. */
export const claudeAgent = agentOf("claude");
export const codexAgent = agentOf("codex");
export const geminiAgent = agentOf("gemini");
export const opencodeAgent = agentOf("opencode");

function agentOf(name: AgentName): AgentOf {
  return async (folder, modelUrl) => {
    const pointed = await pointAgent(name, { folder: join(folder, `${name}-home`), modelUrl });
    const { driver, args, env, stateFolders } = pointed;
    return { driver, command: [...installedProgram(name, installed), ...args], env, stateFolders };
  };
}
