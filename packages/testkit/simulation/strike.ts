// The faults of the simulated world itself: links that break or hold back, programs that die or stand still, clocks that jump. Most come whenever the seed
// says; some only while a restoration is under way, so that what begins again is itself cut short.
import type { FaultKind } from "./limits.ts";
import { look } from "./look.ts";
import { killAgent, type ModelDaemon } from "./model-daemon.ts";
import type { SimulatedServer } from "./simulated-server.ts";
import { restartDaemon, type SimulatedWorld, startMissingServers } from "./simulated-world.ts";
import type { Stream } from "./streams.ts";

/** Those that are due at this step. */
export async function strike(world: SimulatedWorld, draw: Stream): Promise<void> {
  const link = oneOf(world.links, draw);
  const [server, daemon] = [oneOf(world.liveServers, draw), oneOf(world.daemons, draw)];
  const isDue = dueIn(world, draw);
  if (link !== undefined && world.strikes("cut", draw)) link.cut();
  if (link !== undefined && world.strikes("block", draw)) link.blocked.add(draw.pick(["server", "daemon"]));
  if (world.limits.absences > 0) await strikeBusy(world, draw);
  if (daemon !== undefined) strikeDaemon({ world, draw, isDue }, daemon);
  if (server !== undefined) strikeServer({ world, draw, isDue }, server);
  if (world.strikes("clock jump", draw)) world.skew.ms += draw.pick([-86_400_000, -5_000, 5_000, 86_400_000]);
  startMissingServers(world);
  await world.settle();
}

type Striking = { world: SimulatedWorld; draw: Stream; isDue: (kind: FaultKind) => boolean };

const AFTERSHOCKS = ["crash agent", "crash daemon", "crash server"] as const;

/** One of what dies is due, by the seed or because a task is just coming back. */
function dueIn(world: SimulatedWorld, draw: Stream): Striking["isDue"] {
  const { aftershocks } = world.limits;
  const isShaken = aftershocks > 0 && draw.chance(aftershocks) && isRestoring(world);
  const shock = isShaken ? draw.pick(AFTERSHOCKS) : null;
  return (kind) => {
    if (kind !== shock) return world.strikes(kind, draw);
    world.count(kind);
    world.count("an aftershock");
    world.note(`fault ${kind}, while a task comes back`);
    return true;
  };
}

/** A task has its restored run, and its agent has not said anything yet. */
export const isRestoring = ({ database }: SimulatedWorld): boolean =>
  look<{ isIt: boolean }>(
    database,
    `select exists (select 1 from restoration r join task t on t.id = r.task_id and t.epoch = r.epoch and t.status in ('starting', 'running')
     where not exists (select 1 from message m where m.task_id = r.task_id and m.epoch = r.epoch and m.source is not null)) as "isIt"`,
  )[0]?.isIt === true;

function strikeDaemon({ world, draw, isDue }: Striking, daemon: ModelDaemon): void {
  const run = daemon.liveRuns[0];
  if (run !== undefined && isDue("crash agent")) killAgent(run);
  const { cutsShort } = world.limits;
  const isCutShort = world.hasFaults && daemon.machine.disk.rewinding.size > 0 && draw.chance(cutsShort);
  if (isCutShort || isDue("crash daemon")) restartDaemon(world, daemon);
  else if (world.strikes("stop daemon", draw)) {
    daemon.node.isStopped = true;
    world.clock.after(draw.pick(STOPPED_MS), () => {
      daemon.node.isStopped = false;
    });
  }
}

/** A machine whose agents have something to do is away, and they go on for as long as they can. */
async function strikeBusy(world: SimulatedWorld, draw: Stream): Promise<void> {
  const { away } = world;
  if (!world.hasFaults) return;
  const busy = world.daemons.filter(
    ({ readyAgents, machine }) => readyAgents.length > 0 && !away.has(machine.daemonId),
  );
  const daemon = oneOf(busy, draw);
  if (daemon === undefined || !draw.chance(world.limits.absences)) return;
  cutOff(world, draw, daemon);
  for (let acts = draw.between(0, MOST_UNHEARD_ACTS); acts > 0; acts--) {
    const agent = oneOf(daemon.readyAgents, draw);
    if (agent !== undefined) daemon.letAct(agent);
    await world.settle();
    daemon.view.flush();
    await world.settle();
  }
  const run = daemon.liveRuns[0];
  if (run !== undefined && draw.chance(0.3)) killAgent(run);
}

const MOST_UNHEARD_ACTS = 10;

/** Nothing goes to and fro; when it is over, a new connection brings what was held back. */
function cutOff(world: SimulatedWorld, draw: Stream, { machine, link }: ModelDaemon): void {
  world.away.add(machine.daemonId);
  world.count("a machine was away");
  world.note(`fault ${machine.daemonId} is away`);
  link?.blocked.add("server").add("daemon");
  world.clock.after(draw.pick(AWAY_MS), () => {
    world.away.delete(machine.daemonId);
    link?.cut();
  });
}

const AWAY_MS = [6_000, 9_000, 12_000, 15_000];

function strikeServer({ world, draw, isDue }: Striking, server: SimulatedServer): void {
  if (isDue("crash server")) server.crash();
  else if (world.strikes("stop server", draw)) {
    server.node.isStopped = true;
    world.clock.after(draw.pick(STOPPED_MS), () => {
      server.node.isStopped = false;
    });
  }
}

const STOPPED_MS = [500, 3_000, 8_000];

const oneOf = <Item>(list: readonly Item[], draw: Stream): Item | undefined =>
  list.length === 0 ? undefined : draw.pick(list);
