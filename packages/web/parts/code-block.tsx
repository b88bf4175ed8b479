// A piece of code, as it stands, with a button that copies it.
import { Copy } from "lucide-react";
import { partTexts as texts } from "../texts/parts.ts";

export function CodeBlock({ text, language }: { text: string; language: string }) {
  const copy = (): void => {
    navigator.clipboard.writeText(text).catch(reportError);
  };
  return (
    <figure className="code-block">
      <figcaption>
        <span>{language}</span>
        <button type="button" className="button-icon" aria-label={texts.copy(language)} onClick={copy}>
          <Copy size={13} />
        </button>
      </figcaption>
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
    </figure>
  );
}
