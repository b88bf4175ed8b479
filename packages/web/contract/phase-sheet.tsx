// Moves a contract on to a later phase, with a word to the supervisor.
import { phasesOf } from "@makima/core/contract";
import type { Contract } from "@makima/protocol/contracts";
import { useState } from "react";
import { FailureNote } from "../parts/failure-note.tsx";
import { Sheet } from "../parts/sheet.tsx";
import { contractTexts as texts } from "../texts/contract.ts";
import { partTexts } from "../texts/parts.ts";
import { useSteering } from "./use-steering.ts";

export function PhaseSheet({ contract, onClose }: { contract: Contract; onClose: () => void }) {
  const [feedback, setFeedback] = useState("");
  const steer = useSteering(contract.id);
  const phases = phasesOf(contract.type);
  const later = phases.slice(phases.indexOf(contract.phase) + 1);
  return (
    <Sheet title={texts.phaseTitle} onClose={onClose}>
      <p className="quiet">{texts.phaseHow}</p>
      <textarea
        className="field"
        rows={3}
        aria-label={texts.phaseFeedback}
        placeholder={texts.phaseFeedback}
        value={feedback}
        onChange={({ target }) => setFeedback(target.value)}
      />
      {steer.isError && <FailureNote error={steer.error} />}
      <div className="form-end">
        {later.map((phase, place) => (
          <button
            key={phase}
            type="button"
            className={`button ${place === 0 ? "button-strong" : ""}`}
            disabled={steer.isPending}
            onClick={() => steer.mutate({ phase, feedback }, { onSuccess: onClose })}
          >
            {texts.phaseButton(partTexts.phases[phase])}
          </button>
        ))}
      </div>
    </Sheet>
  );
}
