// Which of the configured agents can be started on this machine.
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import type { Agent } from "@makima/protocol/daemons";
import type { AgentConfig } from "../config.ts";

export function findAgents(
  agents: Readonly<Record<string, AgentConfig>>,
  { searchPath }: { searchPath: string },
): Promise<Agent[]> {
  return Promise.all(
    Object.entries(agents).map(async ([name, { driver, command, env }]): Promise<Agent> => {
      const [program] = command;
      const isFound = await isProgram(program, env["PATH"] ?? searchPath);
      const problem = isFound
        ? null
        : `"${program}" was not found. Install it, or mend agents.${name} in config.json.`;
      return { name, driver, version: null, ready: isFound, problem };
    }),
  );
}

async function isProgram(program: string, searchPath: string): Promise<boolean> {
  const places = isAbsolute(program)
    ? [program]
    : searchPath.split(delimiter).map((folder) => join(folder, program));
  const found = await Promise.all(
    places.map((path) =>
      access(path, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}
