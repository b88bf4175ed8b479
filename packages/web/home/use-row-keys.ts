// `j` and `k` move over the rows of a list, as the arrow keys do in other programs; Enter opens, since each row is a link.
import { useRef } from "react";
import { useKeys } from "../frame/use-keys.ts";

export function useRowKeys() {
  const list = useRef<HTMLDivElement>(null);
  const move = (step: number): void => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const at = rows.findIndex((row) => row === document.activeElement);
    const next = at === -1 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1);
    rows[next]?.focus();
  };
  useKeys({ j: () => move(1), k: () => move(-1) });
  return list;
}
