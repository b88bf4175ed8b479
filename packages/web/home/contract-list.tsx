// The contracts as a dense list.
import { homeTexts as texts } from "../texts/home.ts";
import type { ContractsProps } from "./board.tsx";
import { ContractRow } from "./contract-lines.tsx";
import { useRowKeys } from "./use-row-keys.ts";

export function ContractList({ contracts, asking }: ContractsProps) {
  const list = useRowKeys();
  return (
    <div className="rows" ref={list}>
      <div className="row row-head" aria-hidden="true">
        <span>{texts.head.state}</span>
        <span>{texts.head.name}</span>
        <span>{texts.head.activity}</span>
        <span>{texts.head.phase}</span>
        <span className="row-end">{texts.head.cost}</span>
        <span className="row-end">{texts.head.last}</span>
      </div>
      {contracts.map((contract) => (
        <ContractRow key={contract.id} contract={contract} isAsking={asking.has(contract.id)} />
      ))}
    </div>
  );
}
