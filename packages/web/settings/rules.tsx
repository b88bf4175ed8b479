// The rules: what agents may do without asking, and what they may not. Most are made by answering a permission with "always".
import type { Rule } from "@makima/protocol/rules";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../live/api.ts";
import { useContracts } from "../live/queries.ts";
import { AnswerOf } from "../parts/answer-of.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { settingsTexts as texts } from "../texts/settings.ts";

const KEY = ["rules"];

export function Rules() {
  const api = useApi();
  const rules = useQuery({ queryKey: KEY, queryFn: () => api.listRules({ limit: 200 }), staleTime: 0 });
  return (
    <section className="panel">
      <h2>{texts.rules}</h2>
      <p className="quiet">{texts.rulesHow}</p>
      <AnswerOf query={rules} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{texts.noRules}</p>
          ) : (
            <ul className="key-list">
              {items.map((rule) => (
                <RuleLine key={rule.id} rule={rule} />
              ))}
            </ul>
          )
        }
      </AnswerOf>
    </section>
  );
}

function RuleLine({ rule: { id, effect, tool, command, path, contractId } }: { rule: Rule }) {
  const api = useApi();
  const cache = useQueryClient();
  const contract = useContracts().data?.find((one) => one.id === contractId);
  const remove = useMutation({
    mutationFn: () => api.removeRule({ id }),
    onSuccess: () => cache.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <li>
      <strong className={effect === "deny" ? "tone-bad" : "tone-good"}>{texts.effects[effect]}</strong>
      {[tool, command, path].filter(Boolean).map((what) => (
        <code key={what}>
          <bdi>{what}</bdi>
        </code>
      ))}
      <bdi className="quiet push">
        {contractId === null ? texts.everywhere : (contract?.name ?? contractId)}
      </bdi>
      <button type="button" className="button" disabled={remove.isPending} onClick={() => remove.mutate()}>
        {texts.remove}
      </button>
      {remove.isError && <FailureNote error={remove.error} />}
    </li>
  );
}
