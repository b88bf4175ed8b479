// Refuses agents that none of the owner's daemons has, or that none of them can start.
import { readAgentChoice } from "@makima/core/agent";
import type { Agent } from "@makima/protocol/daemons";
import { Refusal } from "@makima/protocol/errors";
import { type Reader, statement } from "../db/database.ts";

const AGENTS_OF_DAEMONS = statement(
  "agents-of-daemons",
  "select agents from daemon where owner_id = $1 and revoked_at is null and boot_id is not null",
);

/** `names`: with or without a model, of which only the agent itself knows. Throws UNKNOWN_AGENT. Nothing is known, and nothing refused, before one of the owner's daemons has said hello. */
export async function checkAgents(
  reader: Reader,
  { ownerId, names }: { ownerId: string; names: readonly string[] },
): Promise<void> {
  const daemons = await reader.rows<{ agents: Agent[] }>(AGENTS_OF_DAEMONS, [ownerId]);
  if (daemons.length === 0) return;
  const agents = daemons.flatMap((daemon) => daemon.agents);
  for (const { agent: name } of names.map(readAgentChoice)) {
    const named = agents.filter((agent) => agent.name === name);
    if (named.some(({ ready }) => ready)) continue;
    throw refusal(name, { named, agents });
  }
}

function refusal(
  name: string,
  { named, agents }: { named: readonly Agent[]; agents: readonly Agent[] },
): Refusal {
  const [broken] = named;
  if (broken !== undefined) {
    const problem = broken.problem ?? "its daemon did not say why";
    return new Refusal("UNKNOWN_AGENT", `agent "${name}" cannot be started: ${problem}`, {
      agent: name,
      problem,
    });
  }
  const known = [...new Set(agents.map((agent) => agent.name))].toSorted();
  const choice = known.length === 0 ? "no daemon has found any" : `the agents are ${known.join(", ")}`;
  return new Refusal("UNKNOWN_AGENT", `there is no agent "${name}"; ${choice}`, { agent: name, known });
}
