// Makes text of agents safe to print: nothing in it moves the cursor, hides words or turns their order round.

const escape = String.fromCharCode(27);
const bell = String.fromCharCode(7);
/** A CSI sequence; a string sequence (title, clipboard, link) up to its end; any other escape; a lone control character. */
const controls = new RegExp(
  [
    `${escape}\\[[0-?]*[ -/]*[@-~]?`,
    `${escape}[\\]PX^_][^${bell}${escape}]*(?:${bell}|${escape}\\\\)?`,
    `${escape}[ -/]*[0-~]?`,
    "\\p{Cc}",
  ].join("|"),
  "gu",
);
const colour = new RegExp(`^${escape}\\[[0-9;:]*m$`);
const bidi = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

export type Cleaning = {
  /** Keeps line ends and tabs. */
  lines: boolean;
  /** Keeps colours, and ends them at the end. */
  colours: boolean;
};

/** Characters that turn the direction of writing are shown by their number. */
export function cleanText(text: string, { lines, colours }: Cleaning): string {
  let hasColour = false;
  const cleaned = text
    .replaceAll("\r\n", "\n")
    .replace(controls, (found) => {
      if (found === "\n" || found === "\t") return lines ? found : " ";
      if (!colours || !colour.test(found)) return "";
      hasColour = true;
      return found;
    })
    .replace(bidi, (found) => `<U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}>`);
  return hasColour ? `${cleaned}${escape}[0m` : cleaned;
}

/** For a cell of a table or a line of its own: one line, no colours of its own. */
export const cleanLine = (text: string): string =>
  cleanText(text, { lines: false, colours: false }).replace(/\s+/g, " ").trim();
