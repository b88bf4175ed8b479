// The form of a new contract: what a person fills in, and what is sent of it.
import { chooseEffort, type Effort, writeAgentChoice } from "@makima/core/agent";
import type { NewContract } from "@makima/protocol/contracts";
import { newContractTexts as texts } from "../texts/new-contract.ts";

export type Form = {
  goal: string;
  repository: string;
  baseBranch: string;
  supervisorAgent: string;
  model: string;
  effort: Effort | "";
  workerAgent: string;
  type: NewContract["type"];
  phaseGuard: boolean;
  name: string;
  setup: string;
  dollars: string;
  priority: string;
};

export type Faults = Readonly<Partial<Record<keyof Form, string>>>;
export type FormProps = { form: Form; faults: Faults; change: (part: Partial<Form>) => void };

/** What a person is told before anything is sent; the server judges the rest. */
export function faultsOf({ goal, repository }: Form): Faults {
  return {
    ...(goal.trim() === "" ? { goal: texts.required } : {}),
    ...(repository.trim() === "" ? { repository: texts.requiredRepository } : {}),
  };
}

export function bodyOf(form: Form, { autoStart }: { autoStart: boolean }) {
  const { goal, repository, baseBranch, supervisorAgent, workerAgent, type, phaseGuard } = form;
  const place = repository.trim();
  return {
    goal,
    type,
    phaseGuard,
    autoStart,
    supervisorAgent: writeAgentChoice({ agent: supervisorAgent, model: form.model.trim() || null }),
    agentOptions: agentOptionsOf(form),
    repository: {
      ...(isAddress(place) ? { url: place } : { path: place }),
      ...(baseBranch.trim() === "" ? {} : { baseBranch: baseBranch.trim() }),
    },
    ...(workerAgent === "" ? {} : { workerAgent }),
    ...(form.name.trim() === "" ? {} : { name: form.name.trim() }),
    ...(form.setup.trim() === "" ? {} : { setup: form.setup }),
    ...(form.dollars.trim() === "" ? {} : { budget: { dollars: Number(form.dollars) } }),
    ...(form.priority === "" ? {} : { priority: Number(form.priority) }),
  };
}

const agentOptionsOf = ({ supervisorAgent, workerAgent, effort }: Form): NewContract["agentOptions"] =>
  chooseEffort([supervisorAgent, workerAgent || supervisorAgent], effort || undefined);

const isAddress = (place: string): boolean => /^(\w+:\/\/|[\w.-]+@[\w.-]+:)/.test(place);

/** Which field of the form a field of the request belongs to. */
const FIELD_OF: Readonly<Record<string, keyof Form>> = {
  "repository.path": "repository",
  "repository.url": "repository",
  repository: "repository",
  "repository.baseBranch": "baseBranch",
  "budget.dollars": "dollars",
  budget: "dollars",
};

export function faultsFrom(fields: Readonly<Record<string, string>>, form: Form): Faults {
  const known = Object.entries(fields).flatMap(([field, message]): [string, string][] => {
    const name = /^agentOptions\..*\.effort$/.test(field) ? "effort" : (FIELD_OF[field] ?? field);
    return name in form ? [[name, message]] : [];
  });
  return Object.fromEntries(known);
}
