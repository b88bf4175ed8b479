// The good history with something of it in another way, which may be as good.
import type { Evidence } from "./evidence.ts";
import { GOOD } from "./good-history.ts";
import { event } from "./good-parts.ts";

const first = <Item>([item]: readonly Item[]): Item => {
  if (item === undefined) throw new Error("the good history has one of each");
  return item;
};
export const task = first(GOOD.tasks);
export const supervisor = first(GOOD.supervisors);
export const question = first(GOOD.questions);
export const spool = first(GOOD.spools);
export const [, worker = task] = GOOD.tasks;
export const contract = first(GOOD.contracts);
export const active = { contracts: [{ ...contract, status: "active" as const }] };
export const waiting = { ...task, status: "waiting" as const };

/** The events with these in place of those of the same numbers. */
export const withEvents = (...others: Evidence["events"]): Pick<Evidence, "events"> => ({
  events: [
    ...GOOD.events.map((one) => others.find(({ number }) => number === one.number) ?? one),
    ...others.filter(({ number }) => number > GOOD.events.length),
  ],
});

export const withSteps = (
  ...steps: Evidence["daemonSteps"][number]["steps"]
): Pick<Evidence, "daemonSteps"> => ({
  daemonSteps: GOOD.daemonSteps.map((one) => ({ ...one, steps: [...one.steps, ...steps] })),
});

/** A person took up the supervisor in another way, when its process was parked. */
export const BY_HAND: Partial<Evidence> = {
  ...withEvents(event(5, "task.interrupted", { epoch: 1, reason: "manual" })),
  runs: GOOD.runs.map((one) => (one.endReason === "daemon_restart" ? { ...one, endReason: "parked" } : one)),
};
