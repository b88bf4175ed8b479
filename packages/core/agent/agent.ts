// Which agent works: its name as its machine knows it, and, behind a colon, the model by the agent's own name for it.

export type AgentChoice = { agent: string; model: string | null };

/** `claude`, `claude:opus`; of several colons the first divides, since models have some in their names. */
export function readAgentChoice(text: string): AgentChoice {
  const colon = text.indexOf(":");
  return colon === -1
    ? { agent: text, model: null }
    : { agent: text.slice(0, colon), model: text.slice(colon + 1) };
}

export const writeAgentChoice = ({ agent, model }: AgentChoice): string =>
  model === null ? agent : `${agent}:${model}`;

/** How long an agent thinks before it speaks, by the names that agents have for it, least first. No agent knows them all. */
export const EFFORTS = ["minimal", "low", "medium", "high", "xhigh", "max"] as const;
export type Effort = (typeof EFFORTS)[number];

/** What an owner wants of one agent in one contract. */
export type ChosenOptions = { effort?: Effort | undefined };

/** The same effort for each of these agents; undefined: none is chosen. */
export const chooseEffort = (
  names: readonly string[],
  effort: Effort | undefined,
): Record<string, ChosenOptions> =>
  effort === undefined ? {} : Object.fromEntries(names.map((name) => [name, { effort }]));

/** The first words of an agent that goes on with what another one began. */
export const composeHandOver = (from: string): string =>
  `You take this task over from another agent, ${from}. The conversation up to here is what it was told and did; go on from there as if it were yours.`;
