// A contract as a card of the board, and as a row of the list.
import type { Contract } from "@makima/protocol/contracts";
import { Link } from "@tanstack/react-router";
import { ProgressBar } from "../parts/progress-bar.tsx";
import { StateMark } from "../parts/state-mark.tsx";
import { TimeAgo } from "../parts/time-ago.tsx";
import { homeTexts as texts } from "../texts/home.ts";
import { partTexts } from "../texts/parts.ts";
import { ContractCost } from "./contract-cost.tsx";
import { lastSign, repositoryName, stateOf } from "./sort-contracts.ts";

export function ContractCard({ contract }: { contract: Contract }) {
  const { id, name, supervisor, phase, error, repository } = contract;
  const doing = error ?? repository.problem?.message ?? supervisor?.currentActivity ?? "";
  return (
    <Link to="/contracts/$id" params={{ id }} className="card" data-row>
      <span className="card-name">
        <bdi>{name}</bdi>
      </span>
      <span className="card-line">
        <StateMark
          state={(supervisor?.pendingQuestionsCount ?? 0) > 0 ? "waiting_for_user" : stateOf(contract)}
        />
        {(supervisor?.pendingQuestionsCount ?? 0) > 1 && (
          <span className="tone-you">{texts.questions(supervisor?.pendingQuestionsCount ?? 0)}</span>
        )}
        <span className="quiet">{partTexts.phases[phase]}</span>
        <span className="push quiet">
          <TimeAgo at={lastSign(contract)} />
        </span>
      </span>
      {doing !== "" && (
        <bdi className="card-doing" title={doing}>
          {doing}
        </bdi>
      )}
      <span className="card-line">
        <bdi className="quiet mono card-repository">{repositoryName(contract)}</bdi>
        <span className="push">
          <ContractCost contract={contract} />
        </span>
      </span>
      {supervisor !== null && (
        <span className="progress-with">
          <ProgressBar value={supervisor.progress} label={texts.progress(name)} /> {supervisor.progress} %
        </span>
      )}
    </Link>
  );
}

export function ContractRow({ contract, isAsking }: { contract: Contract; isAsking: boolean }) {
  const { id, name, supervisor, phase, error } = contract;
  return (
    <Link to="/contracts/$id" params={{ id }} className="row" data-row>
      <span>
        <StateMark state={isAsking ? "waiting_for_user" : stateOf(contract)} />
      </span>
      <span className="row-name">
        <bdi>{name}</bdi> <bdi className="quiet mono">{repositoryName(contract)}</bdi>
      </span>
      <bdi className="row-doing quiet">{error ?? supervisor?.currentActivity}</bdi>
      <span className="quiet">
        {partTexts.phases[phase]}{" "}
        {supervisor !== null && <ProgressBar value={supervisor.progress} label={texts.progress(name)} />}
      </span>
      <span className="row-end">
        <ContractCost contract={contract} />
      </span>
      <span className="row-end quiet">
        <TimeAgo at={lastSign(contract)} />
      </span>
    </Link>
  );
}
