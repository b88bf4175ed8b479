// What became of every interruption, each as a report that reads from top to bottom.
import type { Contract } from "@makima/protocol/contracts";
import { useRestorations } from "../live/queries.ts";
import { ListOf } from "../parts/list-of.tsx";
import { tabTexts } from "../texts/tabs.ts";
import { RestorationReportCard } from "./restoration-report.tsx";

const texts = tabTexts.restorations;

export function RestorationsTab({
  contract,
  wantedId,
}: {
  contract: Contract;
  wantedId: string | undefined;
}) {
  const restorations = useRestorations(contract.id);
  return (
    <div className="tab-body">
      <ListOf query={restorations} texts={texts}>
        {(found) =>
          found.map((one, place) => (
            <RestorationReportCard
              key={one.id}
              restoration={one}
              contract={contract}
              isNewest={found.findIndex(({ taskId }) => taskId === one.taskId) === place}
              isOpen={one.id === wantedId || (wantedId === undefined && place === 0)}
            />
          ))
        }
      </ListOf>
    </div>
  );
}
