// A list of a stretch of something long: it goes on in both directions, follows its end, and moves for nobody who reads in it.
import { ArrowDown } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { type ListRange, Virtuoso, type VirtuosoHandle } from "react-virtuoso";
import type { Held } from "../live/window.ts";
import { partTexts as texts } from "../texts/parts.ts";
import { placeOfNumber, shiftOf } from "./place-of-number.ts";

/** `number` is the place of its first item; rows are in their order. */
type ListRow = { key: string; number: number };

type Props<Row extends ListRow> = {
  label: string;
  className: string;
  rows: readonly Row[];
  held: Pick<Held<unknown>, "moreAfter" | "grewBy">;
  window: { loadBefore: () => void; loadAfter: () => void; toEnd: () => void; follow: (is: boolean) => void };
  /** The number of an item that stands in the middle at first; null: the end. */
  begin: number | null;
  /** The number of an item that is brought into view when it becomes another one; null: the end. */
  goTo?: number | null;
  /** A list that stands where something else is shown does not run away from it. */
  isFollower?: boolean;
  render: (row: Row) => ReactNode;
};

/** Others may come before the first row without moving the numbers of those that are there: they count from here. */
const FAR = 1_000_000_000;
/** So many rows before an edge of what is held the next page is asked for. */
const AHEAD = 25;

export function WindowedList<Row extends ListRow>(props: Props<Row>) {
  const { rows, held, window, begin } = props;
  const list = useRef<VirtuosoHandle>(null);
  const following = useFollowing(props);
  const firstIndex = useFirstIndex(rows);
  const newest = rows.length - 1;
  const range = ({ startIndex, endIndex }: ListRange): void => {
    if (startIndex - firstIndex < AHEAD) window.loadBefore();
    if (firstIndex + newest - endIndex < AHEAD) window.loadAfter();
  };
  useGoTo(list, props);
  const toEnd = (): void => {
    if (held.moreAfter) window.toEnd();
    else list.current?.scrollToIndex({ index: "LAST", align: "end" });
  };
  return (
    <div className={props.className} role="log" aria-label={props.label} {...following.gestures}>
      <Virtuoso
        ref={list}
        data={rows}
        firstItemIndex={firstIndex}
        initialTopMostItemIndex={
          begin === null
            ? { index: newest, align: "end" }
            : { index: placeOfNumber(rows, begin), align: "center" }
        }
        computeItemKey={(_index, { key }) => key}
        rangeChanged={range}
        followOutput={() => (following.is && held.grewBy === "live" ? "auto" : false)}
        atBottomThreshold={60}
        atBottomStateChange={following.atEnd}
        increaseViewportBy={{ top: 600, bottom: 300 }}
        itemContent={(_index, row) => props.render(row)}
      />
      {(!following.is || held.moreAfter) && (
        <button type="button" className="button to-newest" onClick={toEnd}>
          <ArrowDown size={14} aria-hidden="true" /> {texts.toNewest}
        </button>
      )}
    </div>
  );
}

/**
 * Whether the end is followed. In a flood the list is behind its end for a moment again and again: only who moves it, or whom a page came
 * for, has left the end.
 */
function useFollowing<Row extends ListRow>({ held, window, begin, isFollower = true }: Props<Row>) {
  const [is, setIs] = useState(begin === null && isFollower);
  const wasAtEnd = useRef(false);
  const isMoved = useRef(false);
  const set = (now: boolean): void => {
    setIs(now);
    window.follow(now);
  };
  const atEnd = (isAt: boolean): void => {
    if (isAt) {
      wasAtEnd.current = true;
      isMoved.current = false;
      set(isFollower && !held.moreAfter);
    } else if (isMoved.current || (wasAtEnd.current && held.grewBy === "page")) set(false);
  };
  const moved = (): void => {
    isMoved.current = true;
  };
  const gestures = {
    onWheelCapture: moved,
    onTouchMoveCapture: moved,
    onPointerDownCapture: moved,
    onKeyDownCapture: moved,
  };
  return { is, atEnd, gestures };
}

/** What is not held comes into view by itself, when the list begins anew there. */
function useGoTo<Row extends ListRow>(
  list: RefObject<VirtuosoHandle | null>,
  { goTo, rows }: Props<Row>,
): void {
  const wasAt = useRef(goTo);
  useEffect(() => {
    if (goTo === undefined || goTo === wasAt.current) return;
    wasAt.current = goTo;
    if (goTo === null) list.current?.scrollToIndex({ index: "LAST", align: "end" });
    else list.current?.scrollIntoView({ index: placeOfNumber(rows, goTo) });
  }, [list, goTo, rows]);
}

function useFirstIndex(rows: readonly ListRow[]): number {
  const known = useRef({ rows, index: FAR });
  if (known.current.rows !== rows) {
    known.current = { rows, index: known.current.index + shiftOf(known.current.rows, rows) };
  }
  return known.current.index;
}
