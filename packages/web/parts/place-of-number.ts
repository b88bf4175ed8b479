// Where rows are in a list that was longer or shorter at its beginning before.

type Numbered = { number: number };

/** The place of the row that holds the item with this number: the last one that begins at or before it. */
export function placeOfNumber(rows: readonly Numbered[], number: number): number {
  const after = rows.findIndex((row) => row.number > number);
  return Math.max((after === -1 ? rows.length : after) - 1, 0);
}

/** By how much the first row's place has to move, so that every row that stays keeps its own. */
export function shiftOf(before: readonly Numbered[], now: readonly Numbered[]): number {
  const [was, is] = [before[0]?.number, now[0]?.number];
  if (was === undefined || is === undefined || was === is) return 0;
  return is > was ? placeOfNumber(before, is) : -placeOfNumber(now, was);
}
