// The page of all event types, each with the sentence in which it is told.
import { EVENT_TYPES, tell } from "@makima/core/timeline";

/** Each field of an event stands in its sentence as its own name. */
const names = new Proxy<Record<string, unknown>>({}, { get: (_target, name) => `‹${String(name)}›` });

export function eventsPage(): string {
  const rows = EVENT_TYPES.map((type) => `| \`${type}\` | ${tell({ type, data: names })} |`);
  return [
    "# Events",
    "",
    "What a contract's journal and the timeline are made of. `‹name›` stands for a field of the event's `data`.",
    "",
    "| type | as it is told |",
    "|---|---|",
    ...rows,
    "",
  ].join("\n");
}
