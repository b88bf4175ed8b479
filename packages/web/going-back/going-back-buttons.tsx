// The three things that can be done from a moment.
import { goingBackTexts } from "../texts/going-back.ts";
import type { GoingBack } from "./going-back-sheet.tsx";

const texts = goingBackTexts.buttons;

type Props = { canRewind: boolean; isOver: boolean; isMain?: boolean; onOpen: (what: GoingBack) => void };

export function GoingBackButtons({ canRewind, isOver, isMain = false, onOpen }: Props) {
  return (
    <>
      <button
        type="button"
        className={`button ${isMain ? "button-strong" : ""}`}
        disabled={!canRewind || isOver}
        title={isOver ? texts.over : undefined}
        onClick={() => onOpen("rewind")}
      >
        {texts.rewind}
      </button>
      <button
        type="button"
        className="button"
        disabled={isOver}
        title={isOver ? texts.over : undefined}
        onClick={() => onOpen("fork")}
      >
        {texts.fork}
      </button>
      <button type="button" className="button" onClick={() => onOpen("branch")}>
        {texts.branch}
      </button>
    </>
  );
}
