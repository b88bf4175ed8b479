// Follows everything that happens to the owner, for as long as the page lives, through every loss of the server.
import { ApiError, type Client, ServerUnreachable } from "@makima/client";
import type { QueryClient } from "@tanstack/react-query";
import { nowMs } from "../ports/clock.ts";
import { setConnection } from "./connection.ts";
import { takeFrame } from "./take-frame.ts";

const RETRY_MS = 1_000;

/** @param onEnd the session is over: another sign-in is needed */
export async function followOwner(
  place: { api: Client; cache: QueryClient; onEnd: () => void },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await followOnce(place, signal);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return place.onEnd();
      if (!(error instanceof ServerUnreachable || error instanceof ApiError)) throw error;
      setConnection({ kind: "away", sinceMs: nowMs() });
      await new Promise((resolve) => {
        setTimeout(resolve, RETRY_MS);
      });
    }
  }
}

async function followOnce({ api, cache }: { api: Client; cache: QueryClient }, signal: AbortSignal) {
  let isFirst = true;
  const onConnection = (state: "open" | "lost"): void =>
    setConnection(state === "open" ? { kind: "catching-up" } : { kind: "away", sinceMs: nowMs() });
  for await (const frame of api.stream({ topics: ["owner"], signal, onConnection })) {
    takeFrame(cache, frame);
    if (!("live" in frame)) continue;
    setConnection({ kind: "live" });
    // What was asked for before the stream stood may have missed a change between the two.
    if (isFirst) await cache.invalidateQueries();
    isFirst = false;
  }
}
