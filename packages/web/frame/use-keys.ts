// Keys of a page: one, or two in a row like `g n`. Whoever types into a field is left alone.
import { useEffect, useRef } from "react";

export type KeyMap = Readonly<Record<string, () => void>>;

/** For how long the first of two keys counts. */
const PAIR_MS = 1_200;

export function useKeys(map: KeyMap): void {
  const latest = useRef(map);
  latest.current = map;
  useEffect(() => {
    let first: { key: string; timer: ReturnType<typeof setTimeout> } | null = null;
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target) || isInDialog()) return;
      const pair = first === null ? undefined : latest.current[`${first.key} ${event.key}`];
      if (first !== null) clearTimeout(first.timer);
      first = null;
      const act = pair ?? latest.current[event.key];
      if (act !== undefined) {
        event.preventDefault();
        act();
        return;
      }
      if (!Object.keys(latest.current).some((keys) => keys.startsWith(`${event.key} `))) return;
      const timer = setTimeout(() => {
        first = null;
      }, PAIR_MS);
      first = { key: event.key, timer };
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null
  );
}

/** What stands before the page has its own keys. */
const isInDialog = (): boolean => document.querySelector('[role="dialog"], [role="menu"]') !== null;
