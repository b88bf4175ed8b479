// What the page of machines says.

export const machinesTexts = {
  title: "Machines",
  none: "No machine is connected",
  noneHow:
    "The daemon of this machine comes by itself a moment after makima starts. Another machine joins with the command below.",
  load: (tasks: number, most: number) => `${tasks} of ${most} tasks`,
  seen: "last sign",
  neverSeen: "never seen",
  strained: "starts nothing at the moment:",
  drain: "Drain",
  drainHow: "Turns end, waiting work moves to other machines, and nothing new begins here. Nothing is lost.",
  takeBack: "Take work again",
  drained: "Nothing runs here any more; it may be stopped.",
  draining: "Work is moving away.",
  unbundled: (count: number) => `${count} checkpoint${count === 1 ? "" : "s"} only on this machine`,
  agents: "Agents",
  ready: "ready",
  recovery: (left: number, held: number) =>
    [left > 0 ? `${left} to be restored` : "", held > 0 ? `${held} held for you` : ""]
      .filter(Boolean)
      .join(", "),
  join: "Join another machine",
  joinHow:
    "On the other machine, in a checkout of makima. The token lets one machine in, once, within ten minutes.",
  joinButton: "Make a command",
} as const;
