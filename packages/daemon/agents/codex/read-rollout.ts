// What Codex writes of a thread, its "rollout": which of its lines the model is given, in their order.
import { z } from "zod";
import { type HistoryItem, historyItem } from "./item.ts";

const line = z.looseObject({
  ordinal: z.number().optional(),
  type: z.string(),
  payload: z.looseObject({}),
});
const compacted = z.looseObject({ replacement_history: z.array(z.unknown()) });
const sources = z.looseObject({
  internal_chat_message_metadata_passthrough: z.looseObject({
    content_item_metadata: z.array(z.looseObject({ provenance: z.looseObject({ type: z.string() }) })),
  }),
});

export interface Rollout {
  readonly items: readonly HistoryItem[];
  /** A line is missing or torn, so that it is not the whole conversation. */
  readonly isTorn: boolean;
}

/** Lines that were kept twice count once. Its reasoning is left out: it is encrypted for the login that made it. */
export function readRollout(lines: readonly string[]): Rollout {
  const read = lines.map(readLine);
  const known = read.filter((one) => one !== null);
  const byOrdinal = new Map(known.map((one, index) => [one.ordinal ?? -1 - index, one]));
  const inOrder = [...byOrdinal].toSorted(([a], [b]) => a - b).map(([, one]) => one);
  let items: HistoryItem[] = [];
  for (const { type, payload } of inOrder) {
    if (type === "response_item") items.push(...readItem(payload));
    if (type !== "compacted") continue;
    // The thread was made shorter: this is all that its model is given of what came before.
    const parsed = compacted.safeParse(payload);
    if (parsed.success) items = parsed.data.replacement_history.flatMap(readItem);
  }
  return { items, isTorn: known.length < read.length || hasGap([...byOrdinal.keys()]) };
}

function readLine(text: string): z.infer<typeof line> | null {
  try {
    const parsed = line.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function readItem(payload: unknown): HistoryItem[] {
  const parsed = historyItem.safeParse(payload);
  if (!parsed.success || isPreamble(parsed.data)) return [];
  const { id: _, internal_chat_message_metadata_passthrough: __, metadata: ___, ...item } = parsed.data;
  return [historyItem.parse(item)];
}

/** What Codex puts before each conversation by itself, such as its instructions and the environment. */
function isPreamble(item: HistoryItem): boolean {
  if (item.type !== "message") return false;
  if (item.role !== "user" && item.role !== "assistant") return true;
  const parsed = sources.safeParse(item);
  if (!parsed.success) return false;
  const { content_item_metadata: told } = parsed.data.internal_chat_message_metadata_passthrough;
  return told.length > 0 && told.every(({ provenance }) => provenance.type === "harness");
}

/** They are counted from 0, over every process that wrote to the thread. */
function hasGap(ordinals: readonly number[]): boolean {
  const numbered = ordinals.filter((ordinal) => ordinal >= 0);
  return numbered.length > 0 && numbered.reduce((most, one) => Math.max(most, one), 0) + 1 > numbered.length;
}
