// A page that could not be shown, and an address where there is none.
import { Link } from "@tanstack/react-router";
import { EmptyNote } from "../parts/empty-note.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { frameTexts as texts } from "../texts/frame.ts";

export function PageError({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <div className="page">
      <FailureNote error={error} onRetry={reset} />
    </div>
  );
}

export function PageMissing() {
  return (
    <EmptyNote title={texts.pageMissing.title}>
      <Link to="/" className="button">
        {texts.pageMissing.back}
      </Link>
    </EmptyNote>
  );
}
