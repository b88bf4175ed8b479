// Short news at the edge of the page, which goes by itself; one of them may offer to undo.
import { useSyncExternalStore } from "react";

export type Toast = {
  id: number;
  text: string;
  tone: "plain" | "bad";
  undo?: { label: string; act: () => void };
};

/** Long enough to be read and reached; what can be undone stays longer. */
const STAYS_MS = { plain: 6_000, undo: 30_000 } as const;

let toasts: readonly Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

export function showToast(toast: Omit<Toast, "id">): void {
  const id = next;
  next += 1;
  change([...toasts.slice(-2), { ...toast, id }]);
  setTimeout(() => dropToast(id), toast.undo === undefined ? STAYS_MS.plain : STAYS_MS.undo);
}

export function dropToast(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

/** The newest that can be undone, for the key `u`. */
export function undoNewest(): void {
  const toast = toasts.findLast(({ undo }) => undo !== undefined);
  if (toast?.undo === undefined) return;
  dropToast(toast.id);
  toast.undo.act();
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    () => toasts,
  );
}

function change(to: readonly Toast[]): void {
  toasts = to;
  for (const listen of listeners) listen();
}
