// A list of a stretch of something long: it goes on in both directions, follows its end, and moves for nobody who reads in it.
import { ArrowDown } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
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
  /** A list that stands where something else is shown does not run away from it. */
  isFollower?: boolean;
  render: (row: Row) => ReactNode;
};

/** Others may come before the first row without moving the numbers of those that are there: they count from here. */
const FAR = 1_000_000_000;
/** So many rows before an edge of what is held the next page is asked for. */
const AHEAD = 25;

export function WindowedList<Row extends ListRow>(props: Props<Row>) {
  const { rows, held, window, begin, isFollower = true } = props;
  const list = useRef<VirtuosoHandle>(null);
  const [isAtEnd, setIsAtEnd] = useState(begin === null);
  const firstIndex = useFirstIndex(rows);
  const newest = rows.length - 1;
  const range = ({ startIndex, endIndex }: ListRange): void => {
    if (startIndex - firstIndex < AHEAD) window.loadBefore();
    if (firstIndex + newest - endIndex < AHEAD) window.loadAfter();
  };
  const toEnd = (): void => {
    if (held.moreAfter) window.toEnd();
    else list.current?.scrollToIndex({ index: "LAST", align: "end" });
  };
  return (
    <div className={props.className} role="log" aria-label={props.label}>
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
        followOutput={(isAt) => (isFollower && isAt && held.grewBy === "live" ? "auto" : false)}
        atBottomThreshold={60}
        atBottomStateChange={(isAt) => {
          setIsAtEnd(isAt);
          window.follow(isAt && isFollower);
        }}
        increaseViewportBy={{ top: 600, bottom: 300 }}
        itemContent={(_index, row) => props.render(row)}
      />
      {(!isAtEnd || held.moreAfter) && (
        <button type="button" className="button to-newest" onClick={toEnd}>
          <ArrowDown size={14} aria-hidden="true" /> {texts.toNewest}
        </button>
      )}
    </div>
  );
}

function useFirstIndex(rows: readonly ListRow[]): number {
  const known = useRef({ rows, index: FAR });
  if (known.current.rows !== rows) {
    known.current = { rows, index: known.current.index + shiftOf(known.current.rows, rows) };
  }
  return known.current.index;
}
