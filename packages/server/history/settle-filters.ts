// What the filters of a timeline and of a history mean: types by their beginnings, and times that follow each other.
import { MESSAGE_ROLES } from "@makima/core/conversation";
import { EVENT_TYPES, typesBeginning } from "@makima/core/timeline";
import { Refusal } from "@makima/protocol/errors";

type Given = string | readonly string[] | undefined;

/** The types of events that are meant; null for all. Throws UNKNOWN_TYPE for what begins none. */
export const eventTypes = (given: Given): string[] | null => expand(given, typesBeginning);

/** As eventTypes, with "event", "message" and its roles; a checkpoint is its event. */
export const historyTypes = (given: Given): string[] | null =>
  expand(given, ([beginning = ""]) => [
    ...(beginning === "event" ? EVENT_TYPES.filter((type) => type !== "checkpoint.made") : []),
    ...MESSAGE_TYPES.filter((type) => type.startsWith(beginning)),
    ...typesBeginning([beginning]),
  ]);

const MESSAGE_TYPES = MESSAGE_ROLES.map((role) => `message.${role}`);

function expand(given: Given, typesOf: (beginning: readonly string[]) => readonly string[]): string[] | null {
  if (given === undefined) return null;
  const beginnings = [given].flat();
  const unknown = beginnings.find((beginning) => typesOf([beginning]).length === 0);
  if (unknown !== undefined)
    throw new Refusal("UNKNOWN_TYPE", `type: no type is or begins with ${JSON.stringify(unknown)}`, {
      field: "type",
    });
  return [...new Set(beginnings.flatMap((beginning) => typesOf([beginning])))];
}

/** Throws TIMES_REVERSED. */
export function checkTimes({ from, to }: { from?: string | undefined; to?: string | undefined }): void {
  if (from !== undefined && to !== undefined && Date.parse(from) > Date.parse(to))
    throw new Refusal("TIMES_REVERSED", `from: ${from} is after ${to}`, { field: "from" });
}
