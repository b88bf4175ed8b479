// Where pieces of time are on a band: those that nothing happened in are drawn short, so that a night takes less room than a minute of work.
import type { Density } from "@makima/protocol/history";

type Counted = Pick<Density["items"][number], "bucket" | "firstNumber" | "lastNumber">;
type Piece = Counted & { left: number; right: number };

export type Scale = {
  /** the middle of a bucket, from 0 to 1 */
  xOf(bucket: number): number;
  /** where the item with this number is, from 0 to 1 */
  xOfNumber(number: number): number;
  /** the number of what is nearest to this place; null where nothing happened at all */
  numberAt(x: number): number | null;
  /** the bucket at this place */
  bucketAt(x: number): number;
};

/** A run of empty buckets is drawn as wide as so many at most. */
const WIDEST_GAP = 4;

/** @param items of all tasks together, in the order of their buckets */
export function scaleOf(items: readonly Counted[], buckets: number): Scale {
  const edges = edgesOf(new Set(items.map(({ bucket }) => bucket)), buckets);
  const at = (bucket: number): number => edges[Math.min(Math.max(bucket, 0), buckets)] ?? 1;
  const pieces = items.map((item) => ({ ...item, left: at(item.bucket), right: at(item.bucket + 1) }));
  return {
    xOf: (bucket) => (at(bucket) + at(bucket + 1)) / 2,
    xOfNumber: (number) => {
      const piece = pieces.find(({ lastNumber }) => number <= lastNumber);
      return piece === undefined ? 1 : piece.left + shareOf(piece, number) * (piece.right - piece.left);
    },
    numberAt: (x) => {
      const piece = nearest(pieces, x);
      if (piece === undefined) return null;
      const share = Math.min(Math.max((x - piece.left) / (piece.right - piece.left), 0), 1);
      return Math.round(piece.firstNumber + share * (piece.lastNumber - piece.firstNumber));
    },
    bucketAt: (x) =>
      Math.max(
        edges.findLastIndex((edge) => edge <= x),
        0,
      ),
  };
}

/** The left edge of each bucket, and the right one of the last. */
function edgesOf(occupied: ReadonlySet<number>, buckets: number): number[] {
  const widths = Array.from({ length: buckets }, () => 1);
  for (let from = 0; from < buckets; ) {
    let to = from;
    while (to < buckets && !occupied.has(to)) to += 1;
    const gap = to - from;
    for (let bucket = from; bucket < to; bucket += 1) widths[bucket] = Math.min(1, WIDEST_GAP / gap);
    from = Math.max(to, from) + 1;
  }
  const whole = widths.reduce((sum, width) => sum + width, 0);
  let sum = 0;
  return [0, ...widths.map((width) => (sum += width) / whole)];
}

const shareOf = ({ firstNumber, lastNumber }: Piece, number: number): number =>
  lastNumber === firstNumber ? 0.5 : Math.max(0, (number - firstNumber) / (lastNumber - firstNumber));

function nearest(pieces: readonly Piece[], x: number): Piece | undefined {
  const away = ({ left, right }: Piece): number => Math.max(left - x, x - right, 0);
  return pieces.reduce<Piece | undefined>(
    (best, piece) => (best === undefined || away(piece) < away(best) ? piece : best),
    undefined,
  );
}
