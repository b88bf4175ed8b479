// Refuses agents that none of the owner's daemons has, or that none of them can start.
import { type ChosenOptions, readAgentChoice } from "@makima/core/agent";
import type { Agent } from "@makima/protocol/daemons";
import { Refusal, refuseField } from "@makima/protocol/errors";
import { type Reader, statement } from "../db/database.ts";

const AGENTS_OF_DAEMONS = statement(
  "agents-of-daemons",
  "select agents from daemon where owner_id = $1 and revoked_at is null and boot_id is not null",
);

type Wanted = {
  ownerId: string;
  /** with or without a model, of which only the agent itself knows */
  names: readonly string[];
  options?: Readonly<Record<string, ChosenOptions>>;
};

/**
 * Throws UNKNOWN_AGENT, and VALIDATION for an option that the agent does not have. Nothing is known, and nothing refused, before one of the owner's
 * daemons has said hello.
 */
export async function checkAgents(reader: Reader, { ownerId, names, options = {} }: Wanted): Promise<void> {
  const daemons = await reader.rows<{ agents: Agent[] }>(AGENTS_OF_DAEMONS, [ownerId]);
  if (daemons.length === 0) return;
  const agents = daemons.flatMap((daemon) => daemon.agents);
  for (const { agent: name } of names.map(readAgentChoice)) {
    const named = agents.filter((agent) => agent.name === name);
    if (named.some(({ ready }) => ready)) continue;
    throw refusal(name, { named, agents });
  }
  for (const [name, { effort }] of Object.entries(options)) {
    const named = agents.filter((agent) => agent.name === name);
    if (named.length === 0) throw refusal(name, { named, agents });
    const known = named.flatMap(({ efforts }) => efforts ?? []);
    const isOpen = named.some(({ efforts }) => efforts === undefined || efforts === null);
    if (effort === undefined || isOpen || known.includes(effort)) continue;
    throw refuseField(`agentOptions.${name}.effort`, tellEfforts(name, known));
  }
}

const tellEfforts = (name: string, known: readonly string[]): string =>
  known.length === 0
    ? `${name} has no effort to choose: leave it away`
    : `${name} knows ${[...new Set(known)].join(", ")}`;

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
