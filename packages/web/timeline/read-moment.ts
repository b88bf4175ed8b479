// Reads how a task stood at a moment from the end of what had happened until then, as far back as is needed.
import type { Client } from "@makima/client";
import type { HistoryItem } from "@makima/protocol/history";
import { type Moment, momentOf } from "./moment-of.ts";
import { isWord, SHOWN_WORDS } from "./moment-talk.tsx";

/** `at`: the number of what happened last; null: now */
export type MomentAt = { contractId: string; taskId: string; at: number | null };
type Wanted = { type: string[]; isEnough: (found: readonly HistoryItem[]) => boolean };

const PAGE = 200;
/** So many pages are looked through: calls, and what was taken back, show nothing. */
const MOST_PAGES = 5;
const GONE_BACK = ["code.rewound", "conversation.rewound"];

export async function readMoment(api: Client, of: MomentAt, signal: AbortSignal): Promise<Moment> {
  const { contractId: id, taskId, at } = of;
  const begin = at === null ? {} : { fromNumber: at };
  const newest = (type?: string): Promise<{ items: HistoryItem[] }> =>
    api.getHistory(
      { id, order: "desc", limit: 1, ...begin, ...(type !== undefined && { type }) },
      { signal },
    );
  const known = await Promise.all([
    newest(),
    newest("supervisor.state_changed"),
    readBack({ api, of, signal }, { type: ["checkpoint", ...GONE_BACK], isEnough: namesItsCode }),
    readBack({ api, of, signal }, { type: ["message", "conversation.rewound"], isEnough: hasWords(taskId) }),
  ]);
  const found = known.flatMap((page) => ("items" in page ? page.items : page));
  const items = inOrder([...new Map(found.map((item) => [item.number, item])).values()]);
  return momentOf(items, { place: items.length - 1, taskId });
}

type Place = { api: Client; of: MomentAt; signal: AbortSignal };

/** The newest first, page by page, until there is enough of them or no more. */
async function readBack({ api, of, signal }: Place, { type, isEnough }: Wanted): Promise<HistoryItem[]> {
  const { contractId: id, taskId, at } = of;
  const found: HistoryItem[] = [];
  for (let page = 0, from = at; page < MOST_PAGES; page += 1) {
    const begin = from === null ? {} : { fromNumber: from };
    const ask = { id, taskId, order: "desc" as const, limit: PAGE, type, ...begin };
    const { items, nextCursor } = await api.getHistory(ask, { signal });
    found.push(...items);
    if (nextCursor === null || isEnough(found)) break;
    from = (items.at(-1)?.number ?? 1) - 1;
  }
  return found;
}

/** The newest of them is a checkpoint, or the checkpoint that it went back to is among them. */
function namesItsCode(found: readonly HistoryItem[]): boolean {
  const codes = found.map((item) => {
    if (item.kind === "checkpoint") return { made: item.data.id, is: item.data.id };
    const back = item.kind === "event" ? item.data.data["checkpointId"] : null;
    return { made: null, is: typeof back === "string" ? back : null };
  });
  const code = codes.find(({ is }) => is !== null)?.is ?? null;
  return code !== null && codes.some(({ made }) => made === code);
}

const hasWords =
  (taskId: string) =>
  (found: readonly HistoryItem[]): boolean => {
    const { messages } = momentOf(inOrder(found), { place: found.length - 1, taskId });
    return messages.filter(isWord).length > SHOWN_WORDS;
  };

const inOrder = (items: readonly HistoryItem[]): HistoryItem[] =>
  items.toSorted((a, b) => a.number - b.number);
