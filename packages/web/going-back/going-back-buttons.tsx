// The three things that can be done from a moment.
import { goingBackTexts } from "../texts/going-back.ts";
import type { GoingBack } from "./going-back-sheet.tsx";

const texts = goingBackTexts.buttons;

type Props = { canRewind: boolean; isMain?: boolean; onOpen: (what: GoingBack) => void };

export function GoingBackButtons({ canRewind, isMain = false, onOpen }: Props) {
  return (
    <>
      <button
        type="button"
        className={`button ${isMain ? "button-strong" : ""}`}
        disabled={!canRewind}
        onClick={() => onOpen("rewind")}
      >
        {texts.rewind}
      </button>
      <button type="button" className="button" onClick={() => onOpen("fork")}>
        {texts.fork}
      </button>
      <button type="button" className="button" onClick={() => onOpen("branch")}>
        {texts.branch}
      </button>
    </>
  );
}
