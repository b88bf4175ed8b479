// The empty queue: says so kindly, and what runs meanwhile.
import type { Contract } from "@makima/protocol/contracts";
import { Link } from "@tanstack/react-router";
import { stateOf } from "../home/sort-contracts.ts";
import { EmptyNote } from "../parts/empty-note.tsx";
import { StateMark } from "../parts/state-mark.tsx";
import { needsMeTexts as texts } from "../texts/needs-me.ts";

const MOST = 6;

export function NothingOpen({ contracts }: { contracts: readonly Contract[] }) {
  const running = contracts.filter(({ status }) => status === "active").slice(0, MOST);
  return (
    <EmptyNote title={texts.empty}>
      <p>{texts.emptyHow}</p>
      {running.length > 0 && (
        <>
          <p className="quiet">{texts.running}</p>
          <ul className="plain-list">
            {running.map((contract) => (
              <li key={contract.id}>
                <Link to="/contracts/$id" params={{ id: contract.id }}>
                  <bdi>{contract.name}</bdi>
                </Link>{" "}
                <StateMark state={stateOf(contract)} />{" "}
                <bdi className="quiet">{contract.supervisor?.currentActivity}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
    </EmptyNote>
  );
}
