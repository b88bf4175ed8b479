// The contracts as a board: what needs the person first, what is over last.
import type { Contract } from "@makima/protocol/contracts";
import { homeTexts as texts } from "../texts/home.ts";
import { ContractCard } from "./contract-lines.tsx";
import { COLUMNS, columnOf } from "./sort-contracts.ts";
import { useRowKeys } from "./use-row-keys.ts";

export type ContractsProps = { contracts: readonly Contract[]; asking: ReadonlySet<string> };

export function Board({ contracts, asking }: ContractsProps) {
  const list = useRowKeys();
  const columns = COLUMNS.map((column) => ({
    column,
    found: contracts.filter((contract) => columnOf(contract, asking) === column),
  })).filter(({ column, found }) => column !== "over" || found.length > 0);
  return (
    <div className="board" ref={list}>
      {columns.map(({ column, found }) => (
        <section key={column} aria-labelledby={`column-${column}`}>
          <h2 id={`column-${column}`}>
            {texts.columns[column]} <span className="quiet">{found.length}</span>
          </h2>
          {found.length === 0 && <p className="quiet board-empty">{texts.emptyColumn}</p>}
          {found.map((contract) => (
            <ContractCard key={contract.id} contract={contract} />
          ))}
        </section>
      ))}
    </div>
  );
}
