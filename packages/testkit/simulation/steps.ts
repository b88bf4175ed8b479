// What can happen next in a simulated world. The schedule draws one of these after the other; each begins something and lets it go on as far
// as it can without another step.

import { drawWish } from "./draw-wish.ts";
import { isAccepting } from "./hear-frame.ts";
import { goBackOften } from "./limits.ts";
import type { People } from "./people.ts";
import type { Side, SimulatedLink } from "./simulated-link.ts";
import type { SimulatedServer } from "./simulated-server.ts";
import { restartDaemon, type SimulatedWorld } from "./simulated-world.ts";
import type { Stream } from "./streams.ts";
import { strike } from "./strike.ts";

export type Steps = { world: SimulatedWorld; people: People; draw: Stream };

type Step = { weight: number; run: () => Promise<void> | void };

/** Takes one step. */
export async function takeStep(steps: Steps): Promise<void> {
  const { world, draw } = steps;
  await strike(world, draw);
  const possible = stepsOf(steps);
  let place = draw.next() * possible.reduce((sum, { weight }) => sum + weight, 0);
  const chosen = possible.find(({ weight }) => (place -= weight) < 0);
  await chosen?.run();
  await world.settle();
}

function stepsOf({ world, people, draw }: Steps): Step[] {
  const waiting = world.gate.ready;
  const frames = framesOf(world);
  const agents = world.daemons.flatMap((daemon) => daemon.readyAgents.map((agent) => ({ daemon, agent })));
  const unwritten = world.daemons.filter(({ view }) => view.hasUnwritten);
  const unlinked = unlinkedOf(world).filter(({ node }) => !node.isStopped);
  const servers = world.liveServers;
  const { open } = people;
  return [
    { weight: waiting.length > 0 ? 10 : 0, run: () => world.enter(draw.pick(waiting)) },
    { weight: frames.length > 0 ? 8 : 0, run: () => deliver(world, draw, draw.pick(frames)) },
    {
      weight: agents.length > 0 ? 5 : 0,
      run: () => {
        const { daemon, agent } = draw.pick(agents);
        world.note(`agent ${agent.run.command.name}`);
        daemon.letAct(agent);
      },
    },
    { weight: unwritten.length > 0 ? 4 : 0, run: () => draw.pick(unwritten).view.flush() },
    {
      weight: unlinked.length > 0 && servers.length > 0 ? 4 : 0,
      run: () => world.connect(draw.pick(unlinked), draw.pick(servers)),
    },
    { weight: servers.length > 0 ? 6 : 0, run: () => runRounds(world, draw) },
    {
      weight: servers.length > 0 && goBackOften(world.limits) ? 6 : 0,
      run: () => startRound(world, draw.pick(servers), "carry-out-rewinds"),
    },
    { weight: world.limits.haste, run: () => world.passTime(draw.pick([10, 100, 500, 1_000, 2_500])) },
    { weight: world.limits.people * 40, run: () => drawWish({ world, people, draw }) },
    {
      weight: open.length > 0 && servers.length > 0 ? 6 : 0,
      run: () => people.send(draw.pick(open), draw.pick(servers)),
    },
  ];
}

/** Daemons without a connection that reach the servers. */
export const unlinkedOf = ({ daemons, away }: SimulatedWorld): SimulatedWorld["daemons"] =>
  daemons.filter(({ link, machine }) => link === null && !away.has(machine.daemonId));

export type Frame = { link: SimulatedLink; side: Side };

/** Every frame that could arrive now; nothing arrives at a program that is stopped. */
export function framesOf(world: SimulatedWorld): Frame[] {
  return world.links.flatMap((link) =>
    link.deliverable.filter((side) => !isStopped(world, { link, side })).map((side) => ({ link, side })),
  );
}

function isStopped(world: SimulatedWorld, { link, side }: Frame): boolean {
  const node =
    side === "server"
      ? world.servers.find(({ links }) => links.has(link))?.node
      : world.daemons.find((daemon) => daemon.link === link)?.node;
  return node?.isStopped === true;
}

const REPEATABLE = /^\{"kind":"(records|caught_up|ack_commands|command|ack|heartbeat_ack)"/;

const COMMAND = '{"kind":"command"';

/** The daemon's own clock, which nobody believes. */
const SENT_AT = /"sentAtMs":[\d.]*/;

function deliver(world: SimulatedWorld, draw: Stream, { link, side }: Frame): void {
  const isRepeatable = REPEATABLE.test(link.queues[side][0] ?? "");
  const twice = isRepeatable && world.strikes("duplicate", draw);
  const frame = link.deliver(side, { twice });
  if (twice && frame.startsWith(COMMAND)) world.count("a command came twice");
  world.note(`frame to ${side}: ${frame.slice(0, 60).replace(SENT_AT, "")}`);
  const accepter = world.daemons.find((daemon) => daemon.link === link);
  if (accepter !== undefined && isAccepting(frame) && world.strikes("crash accepter", draw))
    restartDaemon(world, accepter);
}

/** Sometimes one reconciler, sometimes all of a server in any order; those whose round is under way are left alone. */
function runRounds(world: SimulatedWorld, draw: Stream): void {
  const server = draw.pick(world.liveServers);
  const idle = server.reconcilers.filter((one) => !server.busy.has(one));
  if (idle.length === 0) return;
  if (draw.chance(0.6)) startRound(world, server, draw.pick(idle).name);
  else for (const { name } of idle) startRound(world, server, name);
}

export function startRound(world: SimulatedWorld, server: SimulatedServer, name: string): void {
  const reconciler = server.reconcilers.find((one) => one.name === name);
  if (reconciler === undefined || server.busy.has(reconciler)) return;
  server.runRound(reconciler).then(
    (outcome) => {
      if ("failed" in outcome && !world.hasFaults)
        world.note(`round of ${name} failed: ${String(outcome.failed)}`);
    },
    (error: unknown) => world.faultsOfOurs.push(error),
  );
}
