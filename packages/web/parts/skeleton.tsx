// The place of what is still on its way, about as large as it will be.
import { partTexts as texts } from "../texts/parts.ts";

const WIDTHS = ["92%", "74%", "83%", "61%", "88%", "70%"];

export function Skeleton({ lines }: { lines: number }) {
  return (
    <div className="skeleton" role="status" aria-label={texts.loading}>
      {Array.from({ length: lines }, (_, place) => (
        <span key={place} style={{ width: WIDTHS[place % WIDTHS.length] }} />
      ))}
    </div>
  );
}
