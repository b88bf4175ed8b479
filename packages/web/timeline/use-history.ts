// Everything of a contract in its one order, live.
import type { Client } from "@makima/client";
import type { HistoryItem } from "@makima/protocol/history";
import { useEffect, useState } from "react";
import { useApi } from "../live/api.ts";
import { keepFollowing } from "../live/keep-following.ts";

/** As many as can be drawn and looked over; the newest of them. */
const MOST = 4_000;
const PAGE = 200;

export type History = { items: readonly HistoryItem[] | null; isCut: boolean; error: Error | null };
type Change = (items: readonly HistoryItem[]) => readonly HistoryItem[];

export function useHistory(contractId: string): History {
  const api = useApi();
  const [history, setHistory] = useState<History>({ items: null, isCut: false, error: null });
  useEffect(() => {
    const over = new AbortController();
    setHistory({ items: null, isCut: false, error: null });
    const change = (work: Change, isCut?: boolean): void => {
      if (over.signal.aborted) return;
      setHistory((old) => ({ items: work(old.items ?? []), isCut: isCut ?? old.isCut, error: null }));
    };
    keepFollowing(() => follow({ api, contractId, change }, over.signal), over.signal).catch(
      (error: Error) => {
        if (!over.signal.aborted) setHistory((old) => ({ ...old, error }));
      },
    );
    return () => over.abort();
  }, [api, contractId]);
  return history;
}

type Followed = { api: Client; contractId: string; change: (work: Change, isCut?: boolean) => void };

async function follow({ api, contractId, change }: Followed, signal: AbortSignal): Promise<void> {
  const { items, cursor, isCut } = await readNewest(api, contractId, signal);
  change(() => items, isCut);
  const topic = `history:${contractId}` as const;
  for await (const frame of api.stream({ topics: [topic], after: { [topic]: cursor }, signal })) {
    // A frame of this topic is an item of the history, made from the same schema.
    if (!("live" in frame)) change((old) => [...old, frame.data as HistoryItem].slice(-MOST));
  }
}

async function readNewest(api: Client, id: string, signal: AbortSignal) {
  const found: HistoryItem[] = [];
  let place = "";
  let cursor: string | null = null;
  do {
    const input = { id, order: "desc" as const, limit: PAGE, ...(cursor === null ? {} : { cursor }) };
    const page: Awaited<ReturnType<Client["getHistory"]>> = await api.getHistory(input, { signal });
    found.push(...page.items);
    if (place === "") place = page.cursor ?? "";
    cursor = page.nextCursor;
  } while (cursor !== null && found.length < MOST);
  return { items: found.toReversed(), cursor: place, isCut: cursor !== null };
}
