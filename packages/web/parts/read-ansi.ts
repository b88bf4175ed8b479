// Reads what a program printed for a terminal into pieces with their style. Colours and weights count; every other sequence is dropped.

export type Piece = { text: string; style: string };

type Style = { bold: boolean; dim: boolean; italic: boolean; underline: boolean; colour: string };
const PLAIN: Style = { bold: false, dim: false, italic: false, underline: false, colour: "" };

const COLOURS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;

const ESC = "\\u001b";
const BEL = "\\u0007";
/** CSI (colours among them), OSC and its like (titles, links, the clipboard) up to their end, and single escapes. */
const SEQUENCE = new RegExp(
  [
    `${ESC}\\[([0-?]*)[ -/]*([@-~])`,
    `${ESC}[\\]PX^_][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)?`,
    `${ESC}[ -/]*[0-~]`,
  ].join("|"),
  "g",
);

export function readAnsi(text: string): Piece[] {
  const pieces: Piece[] = [];
  let style = PLAIN;
  let from = 0;
  for (const match of text.matchAll(SEQUENCE)) {
    add(pieces, text.slice(from, match.index), style);
    from = match.index + match[0].length;
    if (match[2] === "m") style = styleAfter(style, match[1] ?? "");
  }
  add(pieces, text.slice(from), style);
  return pieces;
}

function add(pieces: Piece[], raw: string, style: Style): void {
  const text = withoutControls(raw.replaceAll("\r\n", "\n"));
  if (text !== "") pieces.push({ text, style: classesOf(style) });
}

/** What is no line end and no tab moves a terminal's cursor, or worse. */
function withoutControls(text: string): string {
  return Array.from(text)
    .filter((letter) => letter === "\n" || letter === "\t" || !isControl(letter.charCodeAt(0)))
    .join("");
}

const isControl = (code: number): boolean => code < 0x20 || (code >= 0x7f && code <= 0x9f);

function styleAfter(style: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map(Number);
  let next = style;
  for (let place = 0; place < codes.length; place++) {
    const code = codes[place] ?? 0;
    // 256 colours and true ones are no part of our palette: what belongs to them is passed over.
    if (code === 38 || code === 48) place += codes[place + 1] === 5 ? 2 : 4;
    else next = oneAfter(next, code);
  }
  return next;
}

function oneAfter(style: Style, code: number): Style {
  if (code === 0) return PLAIN;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 3) return { ...style, italic: true };
  if (code === 4) return { ...style, underline: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 23) return { ...style, italic: false };
  if (code === 24) return { ...style, underline: false };
  if (code === 39) return { ...style, colour: "" };
  const colour = code >= 90 ? COLOURS[code - 90] : COLOURS[code - 30];
  return colour === undefined ? style : { ...style, colour };
}

function classesOf({ colour, ...flags }: Style): string {
  const names = Object.entries(flags).flatMap(([name, isOn]) => (isOn ? [`ansi-${name}`] : []));
  return [...names, ...(colour === "" ? [] : [`ansi-${colour}`])].join(" ");
}
