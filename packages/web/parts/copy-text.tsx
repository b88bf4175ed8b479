// A piece of text to be copied, with its button.
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { partTexts as texts } from "../texts/parts.ts";

const TOLD_MS = 1_600;

export function CopyText({ text }: { text: string }) {
  const [isCopied, setIsCopied] = useState(false);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => {
        setIsCopied(true);
        setTimeout(() => setIsCopied(false), TOLD_MS);
      },
      // Where the page may not write to the clipboard, the text can still be marked and copied by hand.
      () => setIsCopied(false),
    );
  };
  return (
    <span className="copy-text">
      <code>
        <bdi>{text}</bdi>
      </code>
      <button type="button" className="button-icon" onClick={copy} aria-label={texts.copy(text)}>
        {isCopied ? <Check size={15} /> : <Copy size={15} />}
      </button>
    </span>
  );
}
