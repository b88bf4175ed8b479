// The form for a new piece of work. What is wrong is told at its field, in words that say how to mend it.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useApi } from "../live/api.ts";
import { fieldFaults } from "../live/failure.ts";
import { keys } from "../live/keys.ts";
import { useDaemons } from "../live/queries.ts";
import { FailureNote } from "../parts/failure-note.tsx";
import { newContractTexts as texts } from "../texts/new-contract.ts";
import { AgentFields } from "./agent-fields.tsx";
import { Field } from "./field.tsx";
import { bodyOf, type Faults, type Form, type FormProps, faultsFrom, faultsOf } from "./form.ts";
import { makeContract, RepositoryRefused } from "./make-contract.ts";
import { MoreFields } from "./more-fields.tsx";
import { RepositoryField } from "./repository-field.tsx";

const EMPTY: Form = {
  goal: "",
  repository: "",
  baseBranch: "",
  supervisorAgent: "",
  model: "",
  effort: "",
  workerAgent: "",
  type: "simple",
  phaseGuard: false,
  name: "",
  setup: "",
  dollars: "",
  priority: "",
};

export function NewContract() {
  const [draft, setForm] = useState(EMPTY);
  const [faults, setFaults] = useState<Faults>({});
  const form = useWithAgent(draft);
  const create = useCreate((error) =>
    setFaults(
      error instanceof RepositoryRefused
        ? { repository: error.message }
        : faultsFrom(fieldFaults(error), form),
    ),
  );
  const change = (part: Partial<Form>): void => {
    setForm((old) => ({ ...old, ...part }));
    setFaults((old) => Object.fromEntries(Object.entries(old).filter(([name]) => !(name in part))));
  };
  const send = (autoStart: boolean): void => {
    const found = faultsOf(form);
    setFaults(found);
    if (Object.keys(found).length === 0) create.mutate(bodyOf(form, { autoStart }));
  };
  const isElsewhere = create.isError && Object.keys(faults).length === 0;
  return (
    <form
      className="page form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send(true);
      }}
    >
      <h1>{texts.title}</h1>
      <GoalField form={form} faults={faults} change={change} />
      <RepositoryField form={form} faults={faults} change={change} />
      <AgentFields form={form} faults={faults} change={change} />
      <MoreFields form={form} faults={faults} change={change} />
      {isElsewhere && <FailureNote error={create.error} />}
      <footer className="form-end">
        <button type="submit" className="button button-strong" disabled={create.isPending}>
          {create.isPending ? texts.checking : texts.start}
        </button>
        <button type="button" className="button" disabled={create.isPending} onClick={() => send(false)}>
          {texts.keep}
        </button>
      </footer>
    </form>
  );
}

/** The first agent that is ready stands there from the beginning; a real one before the built-in one. */
function useWithAgent(form: Form): Form {
  const agents = (useDaemons().data?.items ?? [])
    .flatMap(({ agents: found }) => found)
    .filter(({ ready }) => ready);
  const first = agents.find(({ name }) => !name.startsWith("scripted")) ?? agents[0];
  return form.supervisorAgent === "" ? { ...form, supervisorAgent: first?.name ?? "" } : form;
}

function useCreate(onError: (error: Error) => void) {
  const api = useApi();
  const cache = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (body: ReturnType<typeof bodyOf>) => makeContract(api, body),
    onSuccess: async (contract) => {
      cache.setQueryData(keys.contract(contract.id), contract);
      await cache.invalidateQueries({ queryKey: keys.contracts });
      await navigate({ to: "/contracts/$id", params: { id: contract.id } });
    },
    onError,
  });
}

function GoalField({ form, faults, change }: FormProps) {
  return (
    <Field name="goal" label={texts.goal} how={texts.goalHow} fault={faults.goal}>
      {(props) => (
        <textarea
          {...props}
          rows={5}
          placeholder={texts.goalExample}
          value={form.goal}
          onChange={({ target }) => change({ goal: target.value })}
        />
      )}
    </Field>
  );
}
