// A fault and its place: which boundary, on which side of it, and what happens there.
import type { Statement } from "../ports/wire-proxy.ts";

export const FAULTS = [
  "connection cut",
  "server killed",
  "daemon killed",
  "backend killed",
  "serialization failure",
  "hang",
  "daemon cut off",
] as const;
export type FaultKind = (typeof FAULTS)[number];

/** `reply`: it was carried out, and nobody knows. A point of the daemon's own has one side only. */
export type Side = "before" | "reply";

export type Fault = {
  /** the name of a boundary and how often it had been reached, for example `deliver-answers/insert-delivery#2` */
  point: string;
  side: Side;
  kind: FaultKind;
};

/** A second fault, at the boundary of this number after the first. */
export type LaterFault = { after: number; side: Side; kind: FaultKind };

/** The name of a boundary: the statement's, behind that of the first statement of its transaction. */
export const labelOf = ({ name, within }: Statement): string =>
  within === null || within === name ? name : `${within}/${name}`;

/** In the form in which a person gives it back: `reply-lost/server-killed`. */
export const modeOf = ({ side, kind }: { side: Side; kind: FaultKind }): string =>
  `${side === "before" ? "before" : "reply-lost"}/${kind.replaceAll(" ", "-")}`;

/** Throws for a mode that there is not. */
export function parseMode(mode: string): { side: Side; kind: FaultKind } {
  const [where = "", what = ""] = mode.split("/");
  const kind = FAULTS.find((one) => one.replaceAll(" ", "-") === what);
  if (kind === undefined || (where !== "before" && where !== "reply-lost"))
    throw new Error(
      `there is no mode ${mode}; it is before/… or reply-lost/… with one of ${FAULTS.map((one) => one.replaceAll(" ", "-")).join(", ")}`,
    );
  return { side: where === "before" ? "before" : "reply", kind };
}

/** What PostgreSQL would never do is no fault: begin, rollback and lone reads do not fail so, and a COMMIT that was done says it. */
export function canHappen(point: string, { side, kind }: { side: Side; kind: FaultKind }): boolean {
  // On either side of a statement it is the same instant.
  if (kind === "daemon cut off") return side === "before";
  const isOfDaemon = point.startsWith(DAEMON_POINT);
  if (isOfDaemon) return side === "before" && (kind === "daemon killed" || kind === "server killed");
  if (kind !== "serialization failure") return true;
  const name = point.replace(/#\d+$/, "");
  if (!name.includes("/") || name.endsWith("/rollback")) return false;
  return side === "before" || !name.endsWith("/commit");
}

export const DAEMON_POINT = "daemon: ";
