// Asks for the next page of a list.
import { partTexts as texts } from "../texts/parts.ts";

export function MoreButton({ isBusy, onMore }: { isBusy: boolean; onMore: () => Promise<unknown> }) {
  const ask = (): void => {
    onMore().catch(reportError);
  };
  return (
    <button type="button" className="button" disabled={isBusy} onClick={ask}>
      {texts.more}
    </button>
  );
}
