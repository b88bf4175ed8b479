// Closes the calls that stand in view without their result because somebody went back, or forked, to a point between the two: one of our tools
// with what is recorded of it, one of the agent's own as `outcome unknown`. Nothing is stored for it: what was said stays as it was said.
import type { InFlight } from "@makima/core/restoration";
import { type Reader, statement } from "../db/database.ts";
import type { MessageRow, Seen, View } from "./reader.ts";
import { scanMessages } from "./scan-messages.ts";

export type CutCall = InFlight & {
  taskId: string;
  seq: number;
  /** the call's */
  epoch: number;
  /** what its agent is given as its result */
  content: string;
};

type Called = MessageRow & { toolCallId: string };

/** The calls among these messages that have no result among them. */
export async function closeCut(
  reader: Reader,
  { ownerId, seen }: { ownerId: string; seen: readonly Seen[] },
): Promise<CutCall[]> {
  const rows = seen.map(({ row }) => row);
  const ended = new Set(
    rows.filter(({ role }) => role === "tool_result").map(({ toolCallId }) => toolCallId),
  );
  const cut = rows.filter(isCall).filter(({ toolCallId }) => !ended.has(toolCallId));
  const closed: CutCall[] = [];
  for (const call of cut) closed.push(await close(reader, { ownerId, call }));
  return closed;
}

/** Those at the end of what a place shows: of its last turn, as far as any agent calls tools side by side. */
export async function cutAtEnd(
  reader: Reader,
  view: Pick<View, "ownerId" | "stretches" | "messageCount">,
): Promise<CutCall[]> {
  const seen = await scanMessages(reader, view, {
    order: "desc",
    roles: ["user", "tool_call", "tool_result"],
    limit: MOST_AT_ONCE,
    fromIndex: 0,
    toIndex: view.messageCount - 1,
  });
  const prompt = seen.findIndex(({ row }) => row.role === "user");
  const turn = prompt === -1 ? seen : seen.slice(0, prompt);
  return closeCut(reader, { ownerId: view.ownerId, seen: turn.toReversed() });
}

const MOST_AT_ONCE = 200;

const isCall = (row: MessageRow): row is Called => row.role === "tool_call" && row.toolCallId !== null;

const RECORDED = statement(
  "recorded-result",
  `select status, result from tool_call
   where owner_id = $1 and task_id = $2 and epoch = $3 and call_key = $4 and status <> 'open'`,
);

type Recorded = { status: "pending" | "done" | "not_executed"; result: unknown };

async function close(reader: Reader, { ownerId, call }: { ownerId: string; call: Called }): Promise<CutCall> {
  const { taskId, seq, epoch, toolCallId } = call;
  const toolName = call.toolName ?? "tool";
  const recorded = await reader.row<Recorded>(RECORDED, [ownerId, taskId, epoch, toolCallId]);
  const of = { taskId, seq, epoch, toolCallId, toolName };
  if (recorded === null) return { ...of, outcome: "outcome unknown", content: UNKNOWN };
  const outcome = recorded.status === "not_executed" ? "not executed" : "recorded";
  return { ...of, outcome, content: JSON.stringify(recorded.result) };
}

const UNKNOWN = "outcome unknown: the result went out of view";
