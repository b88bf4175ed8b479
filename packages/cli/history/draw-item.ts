// One item of a contract's history as lines for people.
import type { HistoryItem } from "@makima/protocol/history";
import { cleanLine } from "../terminal/clean-text.ts";
import { formatClock } from "../terminal/format-time.ts";
import { paint } from "../terminal/paint.ts";
import { tellEvent } from "../watch/tell-event.ts";
import { sayMessage, voiceOf } from "./draw-message.ts";

/** So much of a message is shown among everything else; the conversation has all of it. */
const LINES = 6;

/** `names` of tasks by their ids. */
export function drawItem(item: HistoryItem, names: ReadonlyMap<string, string>): string[] {
  if (item.kind === "event") return [tellEvent(item.data)];
  const task = cleanLine(names.get(item.taskId) ?? item.taskId);
  const clock = paint.dim(formatClock(item.at));
  if (item.kind === "checkpoint") {
    const { number, message, filesChanged, linesAdded, linesRemoved } = item.data;
    const changed = paint.dim(`${filesChanged} files +${linesAdded} −${linesRemoved}`);
    return [
      `${clock}  ${paint.warn("◆")} Checkpoint ${number} of ${task}: ${cleanLine(message)}  ${changed}`,
    ];
  }
  const [first, ...rest] = sayMessage(item.data);
  const out = item.inView ? "" : paint.warn("  (out of view)");
  const more = rest.length > LINES ? [paint.dim(`… ${rest.length - LINES} more lines`)] : [];
  const lines = [...rest.slice(0, LINES), ...more].map((line) => `            ${line}`);
  return [`${clock}  ${paint.bold(task)} ${voiceOf(item.data.role)}: ${first}${out}`, ...lines];
}
