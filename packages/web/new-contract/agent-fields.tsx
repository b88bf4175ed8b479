// Which agents do the work, and in which phases it goes.
import { CONTRACT_TYPES } from "@makima/core/contract";
import { newContractTexts as texts } from "../texts/new-contract.ts";
import { AgentSelect, useAgentNames } from "./agent-select.tsx";
import { Field } from "./field.tsx";
import type { FormProps } from "./form.ts";

export function AgentFields({ form, faults, change }: FormProps) {
  const hasAgents = useAgentNames().length > 0;
  return (
    <div className="form-row">
      <Field
        name="supervisorAgent"
        label={texts.agent}
        how={hasAgents ? texts.agentHow : texts.noAgent}
        fault={faults.supervisorAgent}
      >
        {(control) => (
          <AgentSelect
            control={control}
            value={form.supervisorAgent}
            onChange={(supervisorAgent) => change({ supervisorAgent })}
          />
        )}
      </Field>
      <Field name="workerAgent" label={texts.worker} how={texts.workerHow} fault={faults.workerAgent}>
        {(control) => (
          <AgentSelect
            control={control}
            value={form.workerAgent}
            none={texts.sameAgent}
            onChange={(workerAgent) => change({ workerAgent })}
          />
        )}
      </Field>
      <Field name="type" label={texts.type} fault={faults.type}>
        {(props) => (
          <select
            {...props}
            value={form.type}
            onChange={({ target }) =>
              change({ type: CONTRACT_TYPES.find((type) => type === target.value) ?? "simple" })
            }
          >
            {CONTRACT_TYPES.map((type) => (
              <option key={type} value={type}>
                {texts.types[type]}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}
