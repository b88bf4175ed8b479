// The phases of a contract in their order: which are behind it, which it is in.
import { phasesOf } from "@makima/core/contract";
import type { Contract } from "@makima/protocol/contracts";
import { contractTexts } from "../texts/contract.ts";
import { partTexts } from "../texts/parts.ts";

export function PhaseStepper({ contract: { type, phase, status } }: { contract: Contract }) {
  const phases = phasesOf(type);
  const at = phases.indexOf(phase);
  return (
    <ol className="phases" aria-label={contractTexts.phases}>
      {phases.map((one, place) => {
        const isBehind = place < at || status === "completed";
        return (
          <li
            key={one}
            className={isBehind ? "is-behind" : place === at ? "is-now" : ""}
            aria-current={place === at ? "step" : undefined}
          >
            <span aria-hidden="true">{isBehind ? "✓" : place === at ? "●" : "○"}</span>
            {partTexts.phases[one]}
          </li>
        );
      })}
    </ol>
  );
}
