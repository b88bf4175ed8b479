// What a page holds of something long: a stretch of it without holes, that moves with whoever reads and never grows beyond its limit.

export type Held<Item> = {
  /** in their order */
  items: readonly Item[];
  /** whether there are others before the first and behind the last of them */
  moreBefore: boolean;
  moreAfter: boolean;
  /** the highest number that was heard of */
  newest: number;
  /** Only what happens now may take a reader along that stands at the end. */
  grewBy: "page" | "live";
};

export type NumberOf<Item> = (item: Item) => number;

/** More than fits on a screen many times over, and as much as any device can hold. */
export const MOST_HELD = 480;
/** What is dropped while things happen is dropped in pieces of this size, so that it is seldom. */
const SLACK = 120;

export const nothingHeld = {
  items: [],
  moreBefore: false,
  moreAfter: false,
  newest: Number.NEGATIVE_INFINITY,
  grewBy: "page",
} as const;

/** @param page in their order, those that are before what is held; `more`: others are before them */
export function withBefore<Item>(
  held: Held<Item>,
  page: { items: readonly Item[]; more: boolean },
): Held<Item> {
  const items = [...page.items, ...held.items];
  const kept = items.slice(0, MOST_HELD);
  return {
    ...held,
    items: kept,
    moreBefore: page.more,
    moreAfter: held.moreAfter || kept.length < items.length,
    grewBy: "page",
  };
}

/**
 * @param page in their order, those that are behind what is held; `more`: others are behind them. What happened while it was under way is
 * known by its number alone, and comes with the next page.
 */
export function withAfter<Item>(
  held: Held<Item>,
  page: { items: readonly Item[]; more: boolean },
  numberOf: NumberOf<Item>,
): Held<Item> {
  const items = [...held.items, ...page.items];
  const kept = items.slice(-MOST_HELD);
  const last = kept.at(-1);
  return {
    ...held,
    items: kept,
    moreBefore: held.moreBefore || kept.length < items.length,
    moreAfter: page.more || (last !== undefined && numberOf(last) < held.newest),
    grewBy: "page",
  };
}

/**
 * What happened just now. It is known already where a stream that came back tells it twice, and only known of where the end is not held.
 * Whoever follows the end has the oldest dropped for it; for others what they read stays, and the end is let go.
 */
export function withLive<Item>(
  held: Held<Item>,
  item: Item,
  { numberOf, isFollowing }: { numberOf: NumberOf<Item>; isFollowing: boolean },
): Held<Item> {
  const newest = Math.max(held.newest, numberOf(item));
  const last = held.items.at(-1);
  if (held.moreAfter) return { ...held, newest };
  if (last !== undefined && numberOf(item) <= numberOf(last)) return held;
  if (held.items.length < MOST_HELD + SLACK)
    return { ...held, items: [...held.items, item], newest, grewBy: "live" };
  if (!isFollowing) return { ...held, moreAfter: true, newest };
  const items = [...held.items.slice(-MOST_HELD), item];
  return { items, moreBefore: true, moreAfter: false, newest, grewBy: "live" };
}
