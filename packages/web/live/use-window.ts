// A stretch of something long, live: it begins where one asks, goes on in both directions, and follows the end while it is held.
import { ApiError, type Client, type WatchedFrame } from "@makima/client";
import type { Topic } from "@makima/protocol/stream";
import { useCallback, useEffect, useRef, useState } from "react";
import { useApi } from "./api.ts";
import { inFrames } from "./in-frames.ts";
import { keepFollowing, mayPass } from "./keep-following.ts";
import { type Held, type NumberOf, nothingHeld, withAfter, withBefore, withLive } from "./window.ts";

const PAGE = 120;

/** `from`: the number at which the page begins, itself included, or what the source takes for one; null: at the end, or the beginning. */
type Ask = { from: number | string | null; order: "asc" | "desc"; limit: number };
type Page<Item> = { items: readonly Item[]; more: boolean; cursor: string };

type ToldFrame = Exclude<WatchedFrame, { live: true }>;

export type Source<Item> = {
  topic: Topic;
  numberOf: NumberOf<Item>;
  /** the very first item's */
  firstNumber: number;
  /** The page in the order that was asked for. */
  read(api: Client, ask: Ask, signal: AbortSignal): Promise<Page<Item>>;
  /** What a frame of the topic tells; "anew": all that is held means something else now. */
  hear(frame: ToldFrame): { item: Item } | "anew" | null;
};

export type Window<Item> = {
  held: Held<Item> | null;
  error: Error | null;
  /** grows when what is held has nothing to do with what was held before */
  generation: number;
  loadBefore: () => void;
  loadAfter: () => void;
  /** Lets go of what is held and begins at the end. */
  toEnd: () => void;
  follow: (isFollowing: boolean) => void;
};

type Shown<Item> = { held: Held<Item> | null; error: Error | null; generation: number };
type Change<Item> = (held: Held<Item>) => Held<Item>;

/** @param source has to stay the same while it means the same */
export function useWindow<Item>(source: Source<Item>, begin: number | string | null): Window<Item> {
  const api = useApi();
  const [shown, setShown] = useState<Shown<Item>>({ held: null, error: null, generation: 0 });
  const [start, setStart] = useState({ begin });
  const isFollowing = useRef(true);
  useEffect(() => setStart({ begin }), [begin]);
  useEffect(() => {
    const over = new AbortController();
    let from = start.begin;
    const { numberOf } = source;
    const change = inFrames<Held<Item>>(
      (work) => setShown((old) => ({ ...old, held: work(old.held ?? nothingHeld) })),
      over.signal,
    );
    const follow = async (): Promise<void> => {
      const { held, cursor } = await readAround({ api, source, from }, over.signal);
      from = null;
      if (over.signal.aborted) return;
      setShown(({ generation }) => ({ held, error: null, generation: generation + 1 }));
      const after = { [source.topic]: cursor };
      for await (const frame of api.stream({ topics: [source.topic], after, signal: over.signal })) {
        const told = "live" in frame ? null : source.hear(frame);
        if (told === "anew") return;
        const options = { numberOf, isFollowing: isFollowing.current };
        if (told !== null) change((old) => withLive(old, told.item, options));
      }
    };
    keepFollowing(follow, over.signal).catch((error: Error) => {
      if (!over.signal.aborted) setShown((old) => ({ ...old, error }));
    });
    return () => over.abort();
  }, [api, source, start]);
  const { loadBefore, loadAfter } = usePages({ source, shown, setShown });
  const toEnd = useCallback(() => setStart({ begin: null }), []);
  const follow = useCallback((is: boolean) => {
    isFollowing.current = is;
  }, []);
  return { ...shown, loadBefore, loadAfter, toEnd, follow };
}

type Around<Item> = { api: Client; source: Source<Item>; from: number | string | null };

/** Half a page to each side; all before the end where that is asked for, or where nobody finds the place. */
async function readAround<Item>(
  { api, source, from }: Around<Item>,
  signal: AbortSignal,
): Promise<{ held: Held<Item>; cursor: string }> {
  const behind = from === null ? null : await readFrom({ api, source, from }, signal);
  const [first] = behind?.items ?? [];
  if (behind === null || first === undefined) {
    const { items, more, cursor } = await source.read(
      api,
      { from: null, order: "desc", limit: PAGE },
      signal,
    );
    return { held: { ...nothingHeld, items: items.toReversed(), moreBefore: more }, cursor };
  }
  const held = { ...nothingHeld, items: behind.items, moreAfter: behind.more };
  const before = await readBefore({ api, source, from: source.numberOf(first) - 1 }, signal);
  return { held: withBefore(held, before), cursor: behind.cursor };
}

/** Null where there is no such place any more. */
async function readFrom<Item>({ api, source, from }: Around<Item>, signal: AbortSignal) {
  try {
    return await source.read(api, { from, order: "asc", limit: PAGE / 2 }, signal);
  } catch (error) {
    if (error instanceof ApiError && error.status === 400) return null;
    throw error;
  }
}

async function readBefore<Item>(
  { api, source, from }: Around<Item> & { from: number },
  signal: AbortSignal,
): Promise<{ items: readonly Item[]; more: boolean }> {
  if (from < source.firstNumber) return { items: [], more: false };
  const { items, more } = await source.read(api, { from, order: "desc", limit: PAGE }, signal);
  return { items: items.toReversed(), more };
}

type Pages<Item> = {
  source: Source<Item>;
  shown: Shown<Item>;
  setShown: (work: (old: Shown<Item>) => Shown<Item>) => void;
};

/** One page at a time. One that comes when something else is held by then is of no use. */
function usePages<Item>({ source, shown: { held, generation }, setShown }: Pages<Item>) {
  const api = useApi();
  const isBusy = useRef(false);
  const load = useCallback(
    (read: (signal: AbortSignal) => Promise<Change<Item>>) => {
      if (isBusy.current) return;
      isBusy.current = true;
      read(new AbortController().signal)
        .then((work) =>
          setShown((old) =>
            old.generation === generation && old.held !== null ? { ...old, held: work(old.held) } : old,
          ),
        )
        // The edge is reached again by whoever goes on reading.
        .catch((error: unknown) => {
          if (!mayPass(error)) reportError(error);
        })
        .finally(() => {
          isBusy.current = false;
        });
    },
    [generation, setShown],
  );
  const { numberOf } = source;
  const first = held?.moreBefore ? held.items[0] : undefined;
  const last = held?.moreAfter ? held.items.at(-1) : undefined;
  const loadBefore = useCallback(() => {
    if (first === undefined) return;
    load(async (signal) => {
      const page = await readBefore({ api, source, from: numberOf(first) - 1 }, signal);
      return (old) => (old.items[0] === first ? withBefore(old, page) : old);
    });
  }, [api, source, numberOf, first, load]);
  const loadAfter = useCallback(() => {
    if (last === undefined) return;
    load(async (signal) => {
      const page = await source.read(api, { from: numberOf(last) + 1, order: "asc", limit: PAGE }, signal);
      return (old) => (old.items.at(-1) === last ? withAfter(old, page, numberOf) : old);
    });
  }, [api, source, numberOf, last, load]);
  return { loadBefore, loadAfter };
}
