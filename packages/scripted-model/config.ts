// Reads the program's settings once, from its flags.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { AGENT_NAMES, type AgentName } from "./agents/point-agent.ts";

export interface Config {
  /** 0 is any free port. */
  port: number;
  /** Each request is appended to it as a line of JSON; null keeps none. */
  logFile: string | null;
  /** An agent to point at this model, and the folder that becomes its home. */
  pointed: { agent: AgentName; folder: string } | null;
}

export function readConfig(args: string[] = process.argv.slice(2)): Config {
  const options = {
    port: { type: "string" },
    log: { type: "string" },
    agent: { type: "string" },
    folder: { type: "string" },
  } as const;
  const { values } = parseArgs({ args, options });
  const port = Number(values.port ?? "0");
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port must be a port's number, not "${values.port}"`);
  const agent = AGENT_NAMES.find((name) => name === values.agent);
  if (values.agent !== undefined && (agent === undefined || values.folder === undefined))
    throw new Error(`--agent must be one of ${AGENT_NAMES.join(", ")}, and needs a --folder`);
  return {
    port,
    logFile: values.log === undefined ? null : resolve(values.log),
    pointed:
      agent === undefined || values.folder === undefined ? null : { agent, folder: resolve(values.folder) },
  };
}
