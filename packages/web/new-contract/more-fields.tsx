// What most contracts leave as it is.
import { EFFORTS } from "@makima/core/agent";
import { newContractTexts as texts } from "../texts/new-contract.ts";
import { Field } from "./field.tsx";
import type { FormProps } from "./form.ts";

type TextName = "model" | "name" | "baseBranch" | "setup" | "dollars" | "priority";
const FIELDS: readonly { name: TextName; label: string; how?: string; mode?: "decimal" | "numeric" }[] = [
  { name: "model", label: texts.model, how: texts.modelHow },
  { name: "name", label: texts.name, how: texts.nameHow },
  { name: "baseBranch", label: texts.base, how: texts.baseHow },
  { name: "setup", label: texts.setup, how: texts.setupHow },
  { name: "dollars", label: texts.dollars, mode: "decimal" },
  { name: "priority", label: texts.priority, mode: "numeric" },
];

export function MoreFields({ form, faults, change }: FormProps) {
  const hasFault = faults.effort !== undefined || FIELDS.some(({ name }) => faults[name] !== undefined);
  return (
    <>
      <label className="form-check">
        <input
          type="checkbox"
          checked={form.phaseGuard}
          onChange={({ target }) => change({ phaseGuard: target.checked })}
        />
        {texts.guard}
      </label>
      <details className="form-more" open={hasFault || undefined}>
        <summary>{texts.more}</summary>
        <div className="form-grid">
          {FIELDS.map(({ name, label, how, mode }) => (
            <Field
              key={name}
              name={name}
              label={label}
              fault={faults[name]}
              {...(how === undefined ? {} : { how })}
            >
              {(props) => (
                <input
                  {...props}
                  inputMode={mode ?? "text"}
                  value={form[name]}
                  onChange={({ target }) => change({ [name]: target.value })}
                />
              )}
            </Field>
          ))}
          <EffortField {...{ form, faults, change }} />
        </div>
      </details>
    </>
  );
}

function EffortField({ form, faults, change }: FormProps) {
  return (
    <Field name="effort" label={texts.effort} how={texts.effortHow} fault={faults.effort}>
      {(props) => (
        <select
          {...props}
          value={form.effort}
          onChange={({ target }) =>
            change({ effort: EFFORTS.find((effort) => effort === target.value) ?? "" })
          }
        >
          <option value="">{texts.ownEffort}</option>
          {EFFORTS.map((effort) => (
            <option key={effort}>{effort}</option>
          ))}
        </select>
      )}
    </Field>
  );
}
