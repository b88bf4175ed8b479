// Where the work is to be done: a path or an address, with those that were used before at hand.
import { useContracts } from "../live/queries.ts";
import { newContractTexts as texts } from "../texts/new-contract.ts";
import { Field } from "./field.tsx";
import type { FormProps } from "./form.ts";

const MOST_RECENT = 4;

export function RepositoryField({ form, faults, change }: FormProps) {
  const used = (useContracts().data ?? []).map(({ repository: { path, url } }) => path ?? url ?? "");
  const recent = [...new Set(used)]
    .filter((place) => place !== "" && place !== form.repository)
    .slice(0, MOST_RECENT);
  return (
    <>
      <Field name="repository" label={texts.repository} how={texts.repositoryHow} fault={faults.repository}>
        {(props) => (
          <input
            {...props}
            className="field mono"
            spellCheck={false}
            autoCapitalize="off"
            placeholder={texts.repositoryExample}
            value={form.repository}
            onChange={({ target }) => change({ repository: target.value })}
          />
        )}
      </Field>
      {recent.length > 0 && (
        <p className="recent">
          <span className="quiet">{texts.recent}</span>
          {recent.map((place) => (
            <button
              key={place}
              type="button"
              className="button-link mono"
              onClick={() => change({ repository: place })}
            >
              <bdi>{place}</bdi>
            </button>
          ))}
        </p>
      )}
    </>
  );
}
