// Which rows of a scrolled place are in view, with some above and below, so that a thousand are drawn as fast as ten.
import { type RefObject, useEffect, useState } from "react";

const AROUND = 12;

export type Window = { first: number; last: number };

export function useScrollWindow(place: RefObject<HTMLElement | null>, rowHeight: number): Window {
  const [seen, setSeen] = useState<Window>({ first: 0, last: 60 });
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const look = (): void => {
      const first = Math.max(0, Math.floor(element.scrollTop / rowHeight) - AROUND);
      const last = Math.ceil((element.scrollTop + element.clientHeight) / rowHeight) + AROUND;
      setSeen((old) => (old.first === first && old.last === last ? old : { first, last }));
    };
    look();
    const watch = new ResizeObserver(look);
    watch.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      watch.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [place, rowHeight]);
  return seen;
}
