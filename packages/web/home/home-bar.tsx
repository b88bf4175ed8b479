// The bar above the contracts: which are shown, and how. All of it stands in the address.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Kanban, List } from "lucide-react";
import { Segments } from "../parts/segments.tsx";
import { homeTexts as texts } from "../texts/home.ts";

type Search = {
  view?: "board" | "list" | undefined;
  show?: "open" | "over" | "all" | undefined;
  q?: string | undefined;
};

export function useHomeSearch() {
  const { view = "board", show = "open", q = "" } = useSearch({ from: "/" });
  const navigate = useNavigate({ from: "/" });
  const change = (part: Search): void => {
    navigate({ search: (old) => ({ ...old, ...part }), replace: true }).catch(reportError);
  };
  return { view, show, q, change };
}

export function HomeBar() {
  const { view, show, q, change } = useHomeSearch();
  return (
    <div className="page-bar">
      <h1>{texts.title}</h1>
      <input
        type="search"
        className="field page-filter"
        placeholder={texts.filter}
        aria-label={texts.filter}
        value={q}
        onChange={({ target }) => change({ q: target.value === "" ? undefined : target.value })}
      />
      <Segments
        label={texts.which}
        value={show}
        onChange={(value) => change({ show: value === "open" ? undefined : value })}
        options={[
          { value: "open", label: texts.show.open },
          { value: "over", label: texts.show.over },
          { value: "all", label: texts.show.all },
        ]}
      />
      <Segments
        label={texts.view}
        value={view}
        onChange={(value) => change({ view: value === "board" ? undefined : value })}
        options={[
          { value: "board", label: texts.board, icon: Kanban },
          { value: "list", label: texts.list, icon: List },
        ]}
      />
    </div>
  );
}
