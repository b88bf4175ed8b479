// The agents that are ready on any machine, to choose one of.
import { useDaemons } from "../live/queries.ts";
import type { Control } from "./field.tsx";

type Props = {
  control: Control;
  value: string;
  /** what stands for no choice at all; without it there is none */
  none?: string;
  onChange: (agent: string) => void;
};

export function useAgentNames(): string[] {
  const agents = (useDaemons().data?.items ?? []).flatMap((daemon) => daemon.agents);
  return [...new Set(agents.filter(({ ready }) => ready).map(({ name }) => name))];
}

export function AgentSelect({ control, value, none, onChange }: Props) {
  return (
    <select {...control} value={value} onChange={({ target }) => onChange(target.value)}>
      {none !== undefined && <option value="">{none}</option>}
      {useAgentNames().map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}
