// One schedule from its seed: a phase with faults, then everything is healed, then a phase in which all must come to its end.
import { drawProgram, type SupervisorProgram } from "./agent-program.ts";
import { checkSchedule } from "./check-schedule.ts";
import { countSometimes } from "./count-sometimes.ts";
import { drawReturn } from "./draw-return.ts";
import { answerToGoOn, openQuestions } from "./draw-wish.ts";
import { readRows } from "./gather-memory-evidence.ts";
import { drawLimits, goBackOften, type Limits } from "./limits.ts";
import { look } from "./look.ts";
import type { MemoryDatabase } from "./memory-database.ts";
import { People } from "./people.ts";
import { type DaemonKeys, type Scene, setUp } from "./set-up.ts";
import { type Counters, SimulatedWorld, startMissingServers } from "./simulated-world.ts";
import { isAtRest, standing } from "./standing.ts";
import { framesOf, type Steps, startRound, takeStep, unlinkedOf } from "./steps.ts";
import { streamOf } from "./streams.ts";
import { isRestoring } from "./strike.ts";

export type ScheduleReport = {
  seed: number;
  limits: Limits;
  /** one sentence for each broken invariant; none when all is as it should be */
  violations: string[];
  counters: Counters;
  trace: string[];
};

export type ScheduleParts = {
  seed: number;
  database: MemoryDatabase;
  keys: DaemonKeys;
  /** how far the clocks of the daemons' machines are from the servers' one; 0 when nothing is said */
  daemonsOffMs?: number;
};

export async function runSchedule(parts: ScheduleParts): Promise<ScheduleReport> {
  const { seed } = parts;
  const limits = drawLimits(streamOf(seed, "limits"));
  const program = drawProgram(streamOf(seed, "program"), limits);
  const schedule = await openSchedule({ ...parts, limits, program });
  const { world, steps } = schedule;
  try {
    if (limits.begins !== "at once") await warmUp(schedule);
    world.hasFaults = true;
    await takeSteps(steps);
    if (limits.aftershocks > 0) await takeAftershocks(steps);
    if (limits.cutsShort > 0) await cutReturnsShort(steps);
    await awaitAbsent(steps);
    const violations = await endSchedule(schedule);
    return { seed, limits, violations, counters: world.counters, trace: world.trace };
  } finally {
    schedule.close();
  }
}

export type Schedule = {
  world: SimulatedWorld;
  people: People;
  scene: Scene;
  steps: Steps;
  /** Nothing of it goes on. */
  close(): void;
};

/** A world at its beginning, in a database that is empty. One at a time: the daemons' code has one clock in this program. */
export async function openSchedule(
  at: ScheduleParts & { limits: Limits; program: SupervisorProgram },
): Promise<Schedule> {
  const { database, keys, seed } = at;
  database.empty();
  const world = new SimulatedWorld(at);
  database.setTime(world.clock.nowMs);
  world.clock.install();
  const scene = await setUp(world, keys);
  const people = new People(world, scene.principals);
  return {
    world,
    people,
    scene,
    steps: { world, people, draw: streamOf(seed, "steps") },
    close: () => {
      for (const { node } of [...world.servers, ...world.daemons]) node.isDead = true;
      world.clock.uninstall();
    },
  };
}

/** Heals everything, waits until all has come to its end, and checks what is left. Gives a sentence for each broken invariant. */
export async function endSchedule({ world, people, scene, steps }: Schedule): Promise<string[]> {
  heal(world);
  world.earlier = [readRows(world)];
  const unsettled = await comeToRest(steps, scene);
  countSometimes(world);
  return [...unsettled, ...checkSchedule({ world, people, scene })];
}

/** All faults end: what is stopped goes on, what is cut off is reached again, and a server that died in the last step is started. */
function heal(world: SimulatedWorld): void {
  world.note("heal");
  world.hasFaults = false;
  world.skew.ms = 0;
  world.away.clear();
  for (const { node } of [...world.servers, ...world.daemons]) node.isStopped = false;
  for (const link of world.links) link.blocked.clear();
  startMissingServers(world);
}

/** The faults come into the midst of things, and not before there are any. */
async function warmUp({ world, scene, steps }: Schedule): Promise<void> {
  const { limits, program } = world;
  const isLate = limits.begins.startsWith("at a ") && program.workers.length > 0;
  const until = (): boolean => hasBegun(world, isLate ? limits.begins : "at work");
  const longest = isLate ? LONGEST_REST_SECONDS : LONGEST_WARMING_SECONDS;
  for (let second = 0; second < longest && !until(); second++) {
    await passSecond(steps, { second, withAgents: isLate, until });
    if (isLate && !until()) helpOut(steps, scene);
  }
}

function hasBegun({ daemons }: SimulatedWorld, what: Limits["begins"]): boolean {
  const live = daemons.flatMap(({ liveRuns }) => liveRuns);
  if (what === "at a checkpoint") return daemons.some(({ machine }) => machine.disk.checkpoints.size > 0);
  if (what === "at a merge") return daemons.some(({ machine }) => machine.disk.hasAccepted("merge"));
  return what === "at a task" ? live.some(({ command }) => command.taskKind === "worker") : live.length > 0;
}

/** With a machine away there is little to see but who takes over, and what it still says: that comes undisturbed. */
async function takeSteps(steps: Steps): Promise<void> {
  const { limits, away } = steps.world;
  let left = limits.steps;
  while (left > 0) {
    await takeStep(steps);
    left = away.size > 0 ? Math.min(left, STEPS_WITHOUT_ONE) - 1 : left - 1;
  }
}

const STEPS_WITHOUT_ONE = 40;

/** What was lost comes back undisturbed until its new run begins, and from there on is struck again. */
async function takeAftershocks(steps: Steps): Promise<void> {
  const { world } = steps;
  world.hasFaults = false;
  const until = (): boolean => isRestoring(world);
  for (let second = 0; second < LONGEST_WARMING_SECONDS && !until(); second++)
    await passSecond(steps, { second, withAgents: false, until });
  world.hasFaults = true;
  for (let count = 0; count < AFTERSHOCK_STEPS; count++) await takeStep(steps);
}

const AFTERSHOCK_STEPS = 60;

/** People go back undisturbed until a machine is to take a worktree back, and from there on it is struck. */
async function cutReturnsShort(steps: Steps): Promise<void> {
  const { world } = steps;
  world.hasFaults = false;
  startMissingServers(world);
  const until = (): boolean => isTakingBack(world);
  for (let second = 0; second < LONGEST_WARMING_SECONDS && !until(); second++) {
    goBackOnceMore(steps);
    await passSecond(steps, { second, withAgents: true, until });
  }
  world.hasFaults = true;
  for (let count = 0; count < AFTERSHOCK_STEPS; count++) await takeStep(steps);
}

const isTakingBack = ({ database }: SimulatedWorld): boolean =>
  look(database, "select 1 as one from command where kind = 'rewind_worktree' and finished_at is null")
    .length > 0;

/** Who is away comes back in time, and not with the heal: what it did is taken over before. */
async function awaitAbsent(steps: Steps): Promise<void> {
  const { world } = steps;
  world.hasFaults = false;
  startMissingServers(world);
  for (let second = 0; second < LONGEST_WARMING_SECONDS && world.away.size > 0; second++)
    await passSecond(steps, { second, withAgents: false });
}

const LONGEST_WARMING_SECONDS = 30;
const LONGEST_REST_SECONDS = 240;
/** so many times that half a second has passed */
const LATE_RETURNS = 12;
const LONGEST_DOORS_SECONDS = 20;
const PASSED_MS = 500;
const MOST_MOVES_A_SECOND = 2_000;

/** Sentences for what did not come to its end within the budget. */
async function comeToRest(steps: Steps, scene: Scene): Promise<string[]> {
  const { world } = steps;
  for (let second = 0; second < (LONGEST_REST_SECONDS * 1_000) / PASSED_MS; second++) {
    if (!(await passSecond(steps, { second, withAgents: true })))
      return [`S10: a storm: more than ${MOST_MOVES_A_SECOND} things happened within a second`];
    if (isAtRest(steps, scene)) return tryDoors(steps, scene);
    if (second < LATE_RETURNS && goBackOften(world.limits)) goBackOnceMore(steps);
    helpOut(steps, scene);
  }
  return [`T11: nothing came to its end within ${LONGEST_REST_SECONDS} s: ${standing(world)}`];
}

/** What goes back undisturbed is done soon, so that it can be gone back from: the undo of a rewind is mostly one of these. */
function goBackOnceMore({ world, people, draw }: Steps): void {
  if (people.isAtRest) drawReturn({ world, people, draw });
}

/** Somebody else asks for one of everything, and all comes to rest again: a timer may have told a daemon to say something in the last moment. */
async function tryDoors(steps: Steps, scene: Scene): Promise<string[]> {
  const { world, people } = steps;
  const [found] = look<{ task: string | null; question: string | null }>(
    world.database,
    `select (select id from task order by created_at, id limit 1) as task, (select id from question order by asked_at, id limit 1) as question`,
  );
  if (found?.task != null) people.tryAsStranger("look at task", found.task);
  if (found?.question != null) people.tryAsStranger("look at question", found.question);
  for (let second = 0; second < LONGEST_DOORS_SECONDS; second++) {
    await passSecond(steps, { second, withAgents: true });
    if (isAtRest(steps, scene)) return [];
  }
  if (!people.isAtRest) return ["T11: somebody else was never answered"];
  return [`T11: what had come to its end did not stay so: ${standing(world)}`];
}

type Second = {
  second: number;
  withAgents: boolean /** it ends at once when this is so */;
  until?: () => boolean;
};

/** The reconcilers of one server look, and everything that can happen does. False when it would not end. */
export async function passSecond(steps: Steps, { second, withAgents, until }: Second): Promise<boolean> {
  const { world } = steps;
  const server = world.liveServers[second % Math.max(1, world.liveServers.length)];
  for (const { name } of server?.reconcilers ?? []) if (server !== undefined) startRound(world, server, name);
  await world.settle();
  for (let moves = 0; await moveOn(steps, withAgents); moves++) {
    if (moves > MOST_MOVES_A_SECOND) return false;
    if (until?.() === true) return true;
  }
  await world.passTime(PASSED_MS);
  return true;
}

/** One thing that waits for nothing but to be done; false when there is none. */
async function moveOn({ world, people, draw }: Steps, withAgents: boolean): Promise<boolean> {
  const [entry] = world.gate.ready;
  const [frame] = framesOf(world);
  const daemon = world.daemons.find(({ readyAgents }) => withAgents && readyAgents.length > 0);
  const agent = daemon?.readyAgents[0];
  const [unlinked] = unlinkedOf(world);
  const unwritten = world.daemons.find(({ view }) => view.hasUnwritten);
  const [request] = people.open;
  const server = world.liveServers.length === 0 ? undefined : draw.pick(world.liveServers);
  if (entry !== undefined) await world.enter(entry);
  else if (frame !== undefined) frame.link.deliver(frame.side, { twice: false });
  else if (unwritten !== undefined) unwritten.view.flush();
  else if (agent !== undefined) daemon?.letAct(agent);
  else if (unlinked !== undefined && server !== undefined) world.connect(unlinked, server);
  else if (request !== undefined && server !== undefined) people.send(request, server);
  else return false;
  await world.settle();
  return true;
}

/** A person answers what is open, and lets a paused contract go on. */
function helpOut({ world, people, draw }: Steps, { contractId }: Scene): void {
  if (!people.isAtRest) return;
  const [contract] = look<{ status: string; taskId: string | null; state: string | null }>(
    world.database,
    `select c.status, c.supervisor_task_id as "taskId", s.state from contract c
     left join supervisor s on s.owner_id = c.owner_id and s.contract_id = c.id`,
  );
  if (contract?.status === "paused") people.wish("start", contractId);
  if (contract?.taskId != null && contract.state === "idle")
    people.wish("message", contract.taskId, `Go on, please (${people.requests.length}).`);
  for (const question of openQuestions(world)) {
    people.wish("answer", question.id, answerToGoOn(question));
    // the other tab
    if (draw.chance(0.2)) people.wish("answer", question.id, question.choices?.at(-1) ?? "no");
  }
}
