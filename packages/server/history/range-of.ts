// Which numbers a page may hold: behind its cursor, else from where it is asked to begin, else all.

type Wanted = {
  order: "asc" | "desc";
  /** the last one of the page before */
  after: number | undefined;
  /** the first one of this page, itself included */
  from: number | undefined;
  least: number;
  most: number;
};

export function rangeOf({ order, after, from, least, most }: Wanted): { first: number; last: number } {
  if (order === "asc") return { first: after === undefined ? (from ?? least) : after + 1, last: most };
  return { first: least, last: after === undefined ? Math.min(from ?? most, most) : after - 1 };
}
