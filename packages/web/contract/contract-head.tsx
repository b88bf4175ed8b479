// The head of a contract's page: its name, its state, how far it is, and what a person can do with all of it.
import type { Contract } from "@makima/protocol/contracts";
import { Link } from "@tanstack/react-router";
import { Activity } from "lucide-react";
import { ContractCost } from "../home/contract-cost.tsx";
import { stateOf } from "../home/sort-contracts.ts";
import { useSupervisor } from "../live/queries.ts";
import { ProgressBar } from "../parts/progress-bar.tsx";
import { StateMark } from "../parts/state-mark.tsx";
import { contractTexts as texts } from "../texts/contract.ts";
import { PhaseStepper } from "./phase-stepper.tsx";
import { SteerButtons } from "./steer-buttons.tsx";

export function ContractHead({ contract }: { contract: Contract }) {
  const { id, name, supervisor, error } = contract;
  const state = useSupervisor(id, { isThere: supervisor !== null }).data;
  const restorations = state?.restorationCount ?? 0;
  return (
    <header className="contract-head">
      <div className="contract-title">
        <h1>
          <bdi>{name}</bdi>
        </h1>
        <StateMark state={stateOf(contract)} />
        {supervisor !== null && (
          <span className="progress-with">
            <ProgressBar value={supervisor.progress} label={texts.progress} /> {supervisor.progress} %
          </span>
        )}
        <ContractCost contract={contract} />
        <span className="contract-actions">
          <Link to="/timeline" search={{ contract: id }} className="button">
            <Activity size={14} aria-hidden="true" /> {texts.timeline}
          </Link>
          <SteerButtons contract={contract} />
        </span>
      </div>
      <div className="contract-sub">
        <PhaseStepper contract={contract} />
        <bdi className="quiet contract-doing">
          {error ?? state?.errorMessage ?? supervisor?.currentActivity}
        </bdi>
        {restorations > 0 && (
          <Link to="/contracts/$id" params={{ id }} search={{ tab: "restorations" }} className="tag tag-wait">
            {texts.restoredTimes(restorations)}
          </Link>
        )}
      </div>
    </header>
  );
}
