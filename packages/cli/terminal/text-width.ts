// How many columns a text takes on a terminal, and how it is cut to fit.
import { stripVTControlCharacters } from "node:util";

const wide =
  /\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Emoji_Presentation}|[\uFF01-\uFF60]/u;
const nothing = /^[\p{M}\p{Cf}]+$/u;
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

export function textWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(stripVTControlCharacters(text))) width += widthOf(segment);
  return width;
}

/** Cuts plain text, without colours, to at most `columns`; the last one then is an ellipsis. */
export function cutText(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let kept = "";
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    width += widthOf(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return columns <= 0 ? "" : `${kept}…`;
}

function widthOf(grapheme: string): number {
  if (wide.test(grapheme)) return 2;
  return nothing.test(grapheme) ? 0 : 1;
}
