// The timeline: everything that happened, over all contracts as a list, of one contract as bands with a handle that goes back in time.
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useContracts } from "../live/queries.ts";
import { timelineTexts as texts } from "../texts/timeline.ts";
import { AllEvents } from "./all-events.tsx";
import { ContractTimeline } from "./contract-timeline.tsx";

const route = getRouteApi("/timeline");

export function TimelinePage() {
  const { contract, type = "" } = route.useSearch();
  const navigate = useNavigate({ from: "/timeline" });
  const contracts = useContracts().data ?? [];
  const choose = (id: string): void => {
    navigate({ search: id === "" ? {} : { contract: id } }).catch(reportError);
  };
  return (
    <div className="timeline-page">
      <header className="page-bar timeline-bar">
        <h1>{texts.title}</h1>
        <select
          className="field"
          aria-label={texts.contract}
          value={contract ?? ""}
          onChange={({ target }) => choose(target.value)}
        >
          <option value="">{texts.all}</option>
          {contracts.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </header>
      {contract === undefined ? (
        <AllEvents type={type} />
      ) : (
        <ContractTimeline key={contract} contractId={contract} />
      )}
    </div>
  );
}
