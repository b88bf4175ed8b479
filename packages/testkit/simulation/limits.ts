// What each seed draws for itself: how many of everything, how small the pages, and which faults come how often.
import type { Stream } from "./streams.ts";

export const FAULTS = [
  "cut",
  "duplicate",
  "block",
  "crash server",
  "crash daemon",
  "crash agent",
  "crash accepter",
  "stop server",
  "stop daemon",
  "clock jump",
  "lose bell",
  "lost before",
  "done but reported lost",
  "crash before",
  "crash after",
] as const;
/** `crash accepter`: a daemon dies when the server has just heard that it has written a command down. */
export type FaultKind = (typeof FAULTS)[number];

export type Limits = {
  servers: number;
  daemons: number;
  /** micro-steps of the phase with faults */
  steps: number;
  /** when the faults begin: with the contract, when its supervisor works, when the first task does, at the first checkpoint, or the first merge */
  begins: "at once" | "at work" | "at a task" | "at a checkpoint" | "at a merge";
  batchRecords: number;
  toolWaitMs: number;
  maxTasks: number;
  startsAtOnce: number;
  leaseMs: number;
  heartbeatMs: number;
  parkAfterMs: number;
  isLong: boolean;
  phaseGuard: boolean;
  canLoad: boolean;
  /** agents take messages while a turn runs */
  canSteer: boolean;
  /** how likely a write reaches the disk at once */
  flush: number;
  people: number;
  /** how many of people's acts are about going back, or going on elsewhere */
  returns: number;
  /** how much time passes beside all else */
  haste: number;
  mayCancel: boolean;
  /** chance per micro-step that another program dies while a restoration is under way; such a seed waits for one to come */
  aftershocks: number;
  /** chance per micro-step in which a machine's agents could act that it is cut off for longer than its lease, while they go on */
  absences: number;
  /** chance per micro-step that a daemon dies while it takes a worktree back */
  cutsShort: number;
  /** chance of each fault wherever it could happen; 0 for those that this seed has not drawn */
  faults: Readonly<Record<FaultKind, number>>;
};

export function drawLimits(draw: Stream): Limits {
  const isLong = draw.chance(0.1);
  const strength = draw.pick([0, 1, 2, 3]);
  const faults = Object.fromEntries(
    FAULTS.map((kind) => [kind, draw.chance(0.45) ? strength * USUAL[kind] * (0.5 + draw.next()) : 0]),
  ) as Record<FaultKind, number>;
  const limits = drawRest(draw, { isLong, faults });
  const special = drawSpecial(limits, draw);
  return { ...special, canSteer: draw.chance(0.5) };
}

function drawSpecial(limits: Limits, draw: Stream): Limits {
  const dice = draw.next();
  if (dice < 0.15) return withAftershocks(limits, draw);
  if (dice < 0.35) return withZombies(limits, draw);
  return dice < 0.5 ? withReturns(limits, draw) : limits;
}

/** People go back and forth, and machines die in the middle of it. */
function withReturns(limits: Limits, draw: Stream): Limits {
  const people = { people: 0.1, returns: 0.7, begins: "at a checkpoint" } as const;
  const steps = Math.max(limits.steps, draw.between(100, 200));
  return { ...limits, ...people, steps, flush: draw.pick([0.7, 0.3]), cutsShort: draw.pick([0, 0.1, 0.3]) };
}

/** Then there is something to go back to, and going back comes to its end while things still go wrong. */
export const goBackOften = ({ returns }: Pick<Limits, "returns">): boolean => returns > 0.5;

/** Programs die, and die again when what they did is just coming back. */
function withAftershocks(limits: Limits, draw: Stream): Limits {
  const { "crash daemon": daemon, "crash agent": agent } = USUAL;
  const faults = { ...limits.faults, "crash daemon": daemon, "crash agent": agent };
  return { ...limits, aftershocks: draw.pick([0.05, 0.15, 0.4]), faults };
}

/** Machines are away for longer than they are believed, another one takes over, and they come back with what they still have to say. */
function withZombies(limits: Limits, draw: Stream): Limits {
  // A server believes that a machine is gone when it has itself been well for as long, and looked often enough.
  const calm = { "crash server": 0, "stop server": 0, "clock jump": 0, "crash before": 0, "crash after": 0 };
  const faults = { ...limits.faults, ...calm, block: 0, "stop daemon": 0 };
  const steps = limits.steps + draw.between(100, 250);
  const begins = draw.pick(["at work", "at a task"] as const);
  return { ...limits, begins, daemons: 2, haste: draw.pick([1, 2]), steps, absences: 0.3, faults };
}

function drawRest(draw: Stream, drawn: Pick<Limits, "isLong" | "faults">): Limits {
  const { isLong } = drawn;
  return {
    ...drawn,
    servers: draw.between(1, 2),
    daemons: draw.pick([1, 1, 2]),
    steps: isLong ? draw.between(200, 600) : draw.between(40, 240),
    begins: beginningOf(draw.next()),
    batchRecords: draw.pick([1, 2, 5, 1000]),
    toolWaitMs: draw.pick([200, 1_000, 4_000]),
    maxTasks: draw.pick([1, 2, 8]),
    startsAtOnce: draw.pick([1, 4]),
    leaseMs: 3_000,
    heartbeatMs: 1_000,
    parkAfterMs: draw.pick([0, 1_000, 4_000]),
    phaseGuard: draw.chance(0.25),
    canLoad: draw.chance(0.5),
    canSteer: false,
    flush: draw.pick([1, 0.7, 0.3]),
    people: draw.pick([0.02, 0.05, 0.1]),
    returns: draw.pick([0, 0, 0.2, 0.5]),
    haste: draw.pick([1, 2, 5]),
    mayCancel: draw.chance(0.1),
    aftershocks: 0,
    absences: 0,
    cutsShort: 0,
  };
}

function beginningOf(dice: number): Limits["begins"] {
  if (dice < 0.15) return "at once";
  if (dice < 0.6) return "at work";
  return dice < 0.8 ? "at a task" : "at a merge";
}

/** Chance per micro-step, or per frame, bell, statement or COMMIT, whichever the fault happens to. */
const USUAL: Record<FaultKind, number> = {
  cut: 0.015,
  duplicate: 0.2,
  block: 0.01,
  "crash server": 0.01,
  "crash daemon": 0.012,
  "crash agent": 0.01,
  "crash accepter": 0.05,
  "stop server": 0.006,
  "stop daemon": 0.006,
  "clock jump": 0.006,
  "lose bell": 0.2,
  "lost before": 0.01,
  "done but reported lost": 0.02,
  "crash before": 0.0015,
  "crash after": 0.006,
};
