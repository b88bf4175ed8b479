// A lease that is over interrupts what its daemon ran, whatever the server itself went through meanwhile.
import { eventsOf } from "@makima/testkit/events";
import { beginSupervisor, endTurn, look, type RunAt, taskOf } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import type { World } from "../world.ts";
import { createVigil, expireLeases } from "./expire-leases.ts";

const of = await createTestWorld({ MAKIMA_LEASE_MS: "10000" });
const { world } = of;

/** Two clocks that stand until they are moved. */
function fakeClock() {
  const at = { monotonicMs: 0, wallMs: 1_000_000 };
  const clock: World["clock"] = {
    monotonicMs: () => at.monotonicMs,
    wallMs: () => at.wallMs,
    sleep: () => Promise.resolve(),
  };
  const move = (ms: number, wallMs = ms) => {
    at.monotonicMs += ms;
    at.wallMs += wallMs;
  };
  return { clock, move };
}

type Watched = { move: (ms: number, wallMs?: number) => void };

test.each<[string, (watched: Watched) => void, number]>([
  ["was well", () => undefined, 12_000],
  ["was away itself for four seconds", ({ move }) => move(4_000), 11_000],
  ["slept on a laptop, where only the wall's clock went on", ({ move }) => move(100, 60_000), 11_000],
  ["had its wall clock set back", ({ move }) => move(100, -60_000), 11_000],
])("a server that %s has been well for so long", (_, happen, wellForMs) => {
  const { clock, move } = fakeClock();
  const vigil = createVigil(clock);
  const watch = () => vigil.wellForMs();
  move(1_000);
  watch();
  happen({ move });
  watch();
  for (let second = 0; second < 11; second++) {
    move(1_000);
    watch();
  }
  expect(watch()).toBe(wellForMs);
});

/** A server that has been up and well for longer than a lease. */
function wellServer() {
  const { clock, move } = fakeClock();
  const server = { ...world, clock };
  const reconciler = expireLeases(server);
  return async () => {
    for (let second = 0; second < 11; second++) {
      move(1_000);
      await reconciler.round(server);
    }
  };
}

const endLease = ({ daemonId }: RunAt) =>
  look(of, "update daemon set lease_until = app_now() - interval '1 s' where id = $1", [daemonId]);
const statusOf = async ({ taskId }: RunAt) => (await taskOf(of, taskId)).status;

test("a server that has just come up believes nothing", async () => {
  const at = await beginSupervisor(of);
  await endLease(at);
  expect(await expireLeases(world).round(world)).toEqual({ did: 0 });
  expect(await statusOf(at)).toBe("running");
});

test("two servers interrupt each run once, those that turn and those that wait", async () => {
  const turning = await beginSupervisor(of);
  const waiting = await beginSupervisor(of);
  await endTurn(of, waiting);
  for (const at of [turning, waiting]) await endLease(at);
  await Promise.all([wellServer()(), wellServer()()]);
  for (const at of [turning, waiting]) {
    expect(await statusOf(at)).toBe("interrupted");
    expect(await eventsOf(of, at.contractId, "task.interrupted")).toHaveLength(1);
    expect(await eventsOf(of, at.contractId, "daemon.offline")).toHaveLength(1);
  }
});

test("a lease that was renewed in time stays", async () => {
  const at = await beginSupervisor(of);
  await wellServer()();
  expect(await statusOf(at)).toBe("running");
});

test("a server that died after it had set the daemon offline leaves its runs to the next one", async () => {
  const at = await beginSupervisor(of);
  await endLease(at);
  await look(of, "update daemon set status = 'offline' where id = $1", [at.daemonId]);
  await wellServer()();
  expect(await statusOf(at)).toBe("interrupted");
});
