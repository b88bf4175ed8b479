// Asks before a contract is cancelled, and says what becomes of its work.
import type { Contract } from "@makima/protocol/contracts";
import { useState } from "react";
import { FailureNote } from "../parts/failure-note.tsx";
import { Sheet } from "../parts/sheet.tsx";
import { contractTexts as texts } from "../texts/contract.ts";
import { useSteering } from "./use-steering.ts";

export function CancelSheet({ contract, onClose }: { contract: Contract; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const steer = useSteering(contract.id);
  return (
    <Sheet title={texts.cancel} onClose={onClose}>
      <p>{texts.cancelHow}</p>
      <input
        className="field"
        aria-label={texts.cancelReason}
        placeholder={texts.cancelReason}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      {steer.isError && <FailureNote error={steer.error} />}
      <div className="form-end">
        <button
          type="button"
          className="button button-bad"
          disabled={steer.isPending}
          onClick={() => steer.mutate({ cancel: reason }, { onSuccess: onClose })}
        >
          {texts.cancelButton}
        </button>
      </div>
    </Sheet>
  );
}
