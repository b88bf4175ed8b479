// What is asked of a contract's history: a stretch of it, live, and how much happened when.
import type { Density, HistoryItem } from "@makima/protocol/history";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useApi } from "../live/api.ts";
import { keys } from "../live/keys.ts";
import { type Source, useWindow, type Window } from "../live/use-window.ts";
import { DRAWN_TYPES } from "./marks-of.ts";

const LOOK_AGAIN_MS = 3_000;
const BUCKETS = 200;
/** While it is live there are new answers all the time. */
const KEPT_MS = 10_000;

/** A piece of time, ISO 8601; null: all of it, to the newest. */
export type Span = { from: string; to: string } | null;

export function useHistory(contractId: string, begin: number | null): Window<HistoryItem> {
  const source = useMemo(
    (): Source<HistoryItem> => ({
      topic: `history:${contractId}`,
      numberOf: ({ number }) => number,
      firstNumber: 1,
      read: async (api, { from, ...ask }, signal) => {
        const at = from === null ? {} : { fromNumber: Number(from) };
        const page = await api.getHistory({ id: contractId, ...ask, ...at }, { signal });
        return { items: page.items, more: page.nextCursor !== null, cursor: page.cursor ?? "" };
      },
      // A frame of this topic is an item of the history, made from the same schema.
      hear: ({ data }) => ({ item: data as HistoryItem }),
    }),
    [contractId],
  );
  return useWindow(source, begin);
}

/** Of all tasks together, or of these alone, by kind. */
export function useDensity(contractId: string, span: Span, taskIds?: readonly string[]) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.history(contractId), "density", span, taskIds],
    queryFn: (): Promise<Density> =>
      api.getDensity({
        id: contractId,
        buckets: BUCKETS,
        ...span,
        ...(taskIds === undefined ? {} : { taskId: [...taskIds], type: [...DRAWN_TYPES] }),
      }),
    placeholderData: (old) => old,
    gcTime: KEPT_MS,
    // What is over stays as it is.
    refetchInterval: span === null ? LOOK_AGAIN_MS : false,
    enabled: taskIds === undefined || taskIds.length > 0,
  });
}
