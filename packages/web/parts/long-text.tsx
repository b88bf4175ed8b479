// A text that is long is shown by its beginning, until somebody wants all of it.
import { type ReactNode, useState } from "react";
import { partTexts as texts } from "../texts/parts.ts";

/** About a dozen lines. */
const LONG = 1_100;

export function LongText({ length, children }: { length: number; children: ReactNode }) {
  const [isOpen, setIsOpen] = useState(false);
  if (length <= LONG) return children;
  return (
    <>
      <div className={isOpen ? "" : "long-text"} inert={!isOpen}>
        {children}
      </div>
      <button type="button" className="button-link" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {isOpen ? texts.less : texts.all}
      </button>
    </>
  );
}
