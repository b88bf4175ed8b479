// An error as a note: what happened, what to do, and a way to try again.
import { failureOf } from "../live/failure.ts";
import { partTexts as texts } from "../texts/parts.ts";

export function FailureNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { title, mend, requestId } = failureOf(error);
  return (
    <div role="alert" className="note note-bad">
      <strong>{title}</strong>
      {mend !== "" && <p>{mend}</p>}
      {requestId !== undefined && <p className="quiet">{texts.requestId(requestId)}</p>}
      {onRetry !== undefined && (
        <button type="button" className="button" onClick={onRetry}>
          {texts.tryAgain}
        </button>
      )}
    </div>
  );
}
