// The cursor of a list whose rows are written together with an event: read by the rows' own statement, so that the stream behind it repeats none.
import { taskCursor } from "../journal/cursor.ts";
import type { View } from "./reader.ts";

/** For a statement on rows of the task $2 of the owner $1. */
export const EVENT_PLACE = `(select last_event::int from journal j join conversation v on v.owner_id = j.owner_id and v.contract_id = j.contract_id
     where v.owner_id = $1 and v.task_id = $2) as "lastEvent"`;

export type PlacedInJournal = { lastEvent: number };

/** Where there is no row, the place where the view was read: nothing can have been told before it. */
export const cursorWith = ({ taskId, place, cursor }: View, rows: readonly PlacedInJournal[]): string => {
  const [first] = rows;
  return first === undefined ? cursor : taskCursor({ taskId, ...place, event: first.lastEvent });
};
