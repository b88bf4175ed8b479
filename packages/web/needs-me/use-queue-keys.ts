// The keys of the queue. They work on the card that has the focus, or on the first one.
import { useRef } from "react";
import { useKeys } from "../frame/use-keys.ts";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

export function useQueueKeys() {
  const list = useRef<HTMLDivElement>(null);
  const cards = (): HTMLElement[] => [...(list.current?.querySelectorAll<HTMLElement>("[data-card]") ?? [])];
  const current = (): HTMLElement | undefined => {
    const all = cards();
    return all.find((card) => card.contains(document.activeElement)) ?? all[0];
  };
  const move = (step: number): void => {
    const all = cards();
    const at = all.findIndex((card) => card.contains(document.activeElement));
    all[Math.min(Math.max(at + step, 0), all.length - 1)]?.focus();
  };
  const press = (selector: string) => (): void => current()?.querySelector<HTMLElement>(selector)?.click();
  useKeys({
    ...Object.fromEntries(DIGITS.map((digit) => [digit, press(`[data-choice="${digit}"]`)])),
    a: () => current()?.querySelector<HTMLElement>("textarea")?.focus(),
    s: () => openMenu(current()?.querySelector<HTMLElement>("[data-later]")),
    w: press("[data-why]"),
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
  });
  return list;
}

/** A menu opens by a key on its button, and the focus is then in it. */
function openMenu(button: HTMLElement | null | undefined): void {
  button?.focus();
  button?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
}
