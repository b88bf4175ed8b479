// The text of lines of a changed file, as far as the patch holds them.
import type { LineRange } from "./comment.ts";

/** Of the file of a patch that is read here. */
export type PatchedFile = {
  hunks: readonly {
    additionStart: number;
    additionCount: number;
    additionLineIndex: number;
    deletionStart: number;
    deletionCount: number;
    deletionLineIndex: number;
  }[];
  additionLines: readonly string[];
  deletionLines: readonly string[];
};

type Part = { start: number; count: number; index: number };

/** Empty where none of them is in the patch. */
export function readLines(file: PatchedFile, { side, start, end }: LineRange): string[] {
  const lines = side === "additions" ? file.additionLines : file.deletionLines;
  return partsOf(file, side).flatMap((part) => {
    const from = Math.max(start, part.start);
    const to = Math.min(end, part.start + part.count - 1);
    if (from > to) return [];
    const first = part.index + from - part.start;
    return lines.slice(first, first + to - from + 1).map((line) => line.replace(/\r?\n$/, ""));
  });
}

/** What of a range is in the patch; null where nothing is. */
export function fitRange(file: PatchedFile, { side, start, end }: LineRange): LineRange | null {
  const inside = partsOf(file, side).filter((part) => part.start <= end && part.start + part.count > start);
  const [first] = inside;
  const last = inside.at(-1);
  if (first === undefined || last === undefined || start > end) return null;
  return { side, start: Math.max(start, first.start), end: Math.min(end, last.start + last.count - 1) };
}

/** Where a comment on a file begins that nobody has pointed at: its first line in the patch; null where it has none. */
export function firstLine(file: PatchedFile): LineRange | null {
  for (const side of ["additions", "deletions"] as const) {
    const part = partsOf(file, side).find(({ count }) => count > 0);
    if (part !== undefined) return { side, start: part.start, end: part.start };
  }
  return null;
}

const partsOf = ({ hunks }: PatchedFile, side: LineRange["side"]): Part[] =>
  hunks.map((hunk) =>
    side === "additions"
      ? { start: hunk.additionStart, count: hunk.additionCount, index: hunk.additionLineIndex }
      : { start: hunk.deletionStart, count: hunk.deletionCount, index: hunk.deletionLineIndex },
  );
