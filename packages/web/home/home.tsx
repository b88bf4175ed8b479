// Home: all contracts as a board or a list, live; without any, the welcome.
import { useMemo } from "react";
import { useContracts, useQuestions } from "../live/queries.ts";
import { AnswerOf } from "../parts/answer-of.tsx";
import { EmptyNote } from "../parts/empty-note.tsx";
import { homeTexts as texts } from "../texts/home.ts";
import { Board } from "./board.tsx";
import { ContractList } from "./contract-list.tsx";
import { HomeBar, useHomeSearch } from "./home-bar.tsx";
import { byActivity, filterContracts } from "./sort-contracts.ts";
import { Welcome } from "./welcome.tsx";

export function Home() {
  const contracts = useContracts();
  return (
    <AnswerOf query={contracts} lines={8}>
      {(all) => (all.length === 0 ? <Welcome /> : <Contracts all={all} />)}
    </AnswerOf>
  );
}

function Contracts({ all }: { all: NonNullable<ReturnType<typeof useContracts>["data"]> }) {
  const { view, show, q, change } = useHomeSearch();
  const questions = useQuestions().data;
  const asking = useMemo(() => new Set(questions?.map(({ contractId }) => contractId)), [questions]);
  const found = useMemo(() => filterContracts(all, { q, show }).toSorted(byActivity), [all, q, show]);
  const Shown = view === "board" ? Board : ContractList;
  return (
    <div className="page page-wide">
      <HomeBar />
      {found.length === 0 ? (
        <EmptyNote title={q === "" ? texts.noOpen : texts.noMatch}>
          <p>{q === "" ? texts.noOpenHow : texts.noMatchHow}</p>
          <button type="button" className="button" onClick={() => change({ show: "all", q: undefined })}>
            {texts.showAll}
          </button>
        </EmptyNote>
      ) : (
        <Shown contracts={found} asking={asking} />
      )}
    </div>
  );
}
