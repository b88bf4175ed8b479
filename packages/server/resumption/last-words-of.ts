// What an agent said when its program ended or could not go on: as much of it as a report can hold.
import type { RunRow } from "../tasks/tasks.ts";

const MAX_LENGTH = 1_000;

/** Null where its own program is not what ended the run. */
export const lastWordsOf = ({ endReason, endDetail }: RunRow): string | null =>
  endReason === "agent_ended" && endDetail !== null ? endDetail.slice(0, MAX_LENGTH).toWellFormed() : null;
