// Lays rows out in aligned columns.
import { cleanLine } from "./clean-text.ts";
import { cutText, textWidth } from "./text-width.ts";

export type Cell = string | { text: string; paint: (text: string) => string };

export type Table = {
  head: readonly string[];
  rows: readonly (readonly Cell[])[];
  paintHead: (text: string) => string;
  /** Of the terminal; Infinity in a pipe, where nothing is cut. */
  columns: number;
};

const gap = 2;
const narrowest = 12;

/** The widest column gives way where the terminal is too narrow. What the cells hold is cleaned. */
export function formatTable({ head, rows, paintHead, columns }: Table): string[] {
  const cells = rows.map((row) => row.map(toCell));
  const widths = head.map((title, column) =>
    Math.max(textWidth(title), ...cells.map((row) => textWidth(row[column]?.text ?? ""))),
  );
  fitWidths(widths, columns);
  const headCells = head.map((text) => ({ text, paint: paintHead }));
  return [headCells, ...cells].map((row) => formatRow(row, widths));
}

type Painted = { text: string; paint: (text: string) => string };

function toCell(cell: Cell): Painted {
  return typeof cell === "string"
    ? { text: cleanLine(cell), paint: (text) => text }
    : { text: cleanLine(cell.text), paint: cell.paint };
}

function fitWidths(widths: number[], columns: number): void {
  const total = widths.reduce((sum, width) => sum + width + gap, -gap);
  const widest = widths.indexOf(Math.max(...widths));
  const width = widths[widest];
  if (total > columns && width !== undefined) {
    widths[widest] = Math.max(narrowest, width - (total - columns));
  }
}

function formatRow(row: readonly Painted[], widths: readonly number[]): string {
  const parts = row.map(({ text, paint }, column) => {
    const cut = cutText(text, widths[column] ?? 0);
    const isLast = column === row.length - 1;
    const padding = isLast ? "" : " ".repeat((widths[column] ?? 0) - textWidth(cut) + gap);
    return `${cut === "" ? "" : paint(cut)}${padding}`;
  });
  return parts.join("").trimEnd();
}
