// How the page stands with the server: live, catching up, or away since when.
import { useSyncExternalStore } from "react";

export type Connection =
  | { kind: "connecting" }
  | { kind: "live" }
  | { kind: "catching-up" }
  | { kind: "away"; sinceMs: number };

let now: Connection = { kind: "connecting" };
const listeners = new Set<() => void>();

export function setConnection(next: Connection): void {
  // Since when it is away counts from the first try that failed.
  if (now.kind === "away" && next.kind === "away") return;
  now = next;
  for (const listen of listeners) listen();
}

export function useConnection(): Connection {
  return useSyncExternalStore(
    (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    () => now,
  );
}
