// How a task stood at a moment of its contract's history: what was in view, on which code, in which state.
import type { HistoryItem } from "@makima/protocol/history";

type MessageItem = Extract<HistoryItem, { kind: "message" }>;
type CheckpointItem = Extract<HistoryItem, { kind: "checkpoint" }>;

export type Moment = {
  at: string;
  phase: HistoryItem["phase"] | null;
  state: { state: string; activity: string } | null;
  checkpoint: CheckpointItem["data"] | null;
  messages: readonly MessageItem["data"][];
};

/** @param place of the item that has happened last */
export function momentOf(
  items: readonly HistoryItem[],
  { place, taskId }: { place: number; taskId: string },
): Moment {
  const past = items.slice(0, place + 1);
  const own = past.filter((item) => item.taskId === taskId);
  const states = past.flatMap((item) => (item.kind === "event" ? stateIn(item.data) : []));
  const last = past.at(-1);
  return {
    at: last?.at ?? "",
    phase: last?.phase ?? null,
    state: states.at(-1) ?? null,
    checkpoint: codeOf(own),
    messages: messagesInView(own),
  };
}

/** What was made last, or what the worktree was taken back to since. */
function codeOf(items: readonly HistoryItem[]): CheckpointItem["data"] | null {
  const made = new Map<string, CheckpointItem["data"]>();
  let code: CheckpointItem["data"] | null = null;
  for (const item of items) {
    if (item.kind === "checkpoint") {
      made.set(item.data.id, item.data);
      code = item.data;
    } else if (item.kind === "event" && GONE_BACK.has(item.data.type)) {
      code = made.get(String(item.data.data["checkpointId"])) ?? code;
    }
  }
  return code;
}

const GONE_BACK: ReadonlySet<string> = new Set(["code.rewound", "conversation.rewound"]);

function stateIn({
  type,
  data,
}: Extract<HistoryItem, { kind: "event" }>["data"]): { state: string; activity: string }[] {
  if (type !== "supervisor.state_changed") return [];
  const { state, activity } = data;
  return [
    { state: typeof state === "string" ? state : "", activity: typeof activity === "string" ? activity : "" },
  ];
}

/** A rewind takes the newest out of view; the undo of one brings back what that one took. */
function messagesInView(items: readonly HistoryItem[]): MessageItem["data"][] {
  const gone: MessageItem["data"][][] = [];
  let inView: MessageItem["data"][] = [];
  for (const item of items) {
    if (item.kind === "message") inView.push(item.data);
    if (item.kind !== "event" || item.data.type !== "conversation.rewound") continue;
    const removed = Number(item.data.data["messagesRemoved"] ?? 0);
    const restored = Number(item.data.data["messagesRestored"] ?? 0);
    const back = restored > 0 ? (gone.pop()?.slice(-restored) ?? []) : [];
    gone.push(inView.slice(inView.length - removed));
    inView = [...inView.slice(0, inView.length - removed), ...back];
  }
  return inView;
}
