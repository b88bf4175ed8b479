// The loop around a reconciler: rung or timed, one round at a time, and never given up.
import { createTestWorld, type TestWorld } from "@makima/testkit/world";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { bell } from "../doorbell.ts";
import { type Reconciler, type RunningReconciler, startReconciler } from "./reconciler.ts";

let here: TestWorld;

beforeAll(async () => {
  here = await createTestWorld();
});

const NEVER_MS = 1_000_000;

function start(tried: Reconciler["round"] | Omit<Reconciler, "name">, pollMs: number): RunningReconciler {
  const reconciler = typeof tried === "function" ? { round: tried } : tried;
  const running = startReconciler(here.world, { name: "tried", ...reconciler }, { pollMs });
  onTestFinished(() => running.stop());
  return running;
}

test("a ring begins a round, also when it comes in the middle of one", async () => {
  let rows = 1;
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const running = start(async () => {
    const did = rows;
    rows = 0;
    await held;
    return { did };
  }, NEVER_MS);
  await expect.poll(() => running.report().rounds).toBe(1);
  rows = 1;
  here.world.doorbell.ring(bell.work);
  release();
  await expect.poll(() => rows).toBe(0);
  const { rounds } = running.report();
  rows = 1;
  here.world.doorbell.ring(bell.work);
  await expect.poll(() => rows).toBe(0);
  expect(running.report().rounds).toBeGreaterThan(rounds);
});

test("rounds never overlap, those that are asked for neither", async () => {
  let inside = 0;
  let most = 0;
  const running = start(async () => {
    inside += 1;
    most = Math.max(most, inside);
    await here.world.clock.sleep(1);
    inside -= 1;
    return { did: 0 };
  }, 1);
  await Promise.all(Array.from({ length: 20 }, () => running.tick()));
  expect(most).toBe(1);
  expect(running.report().rounds).toBeGreaterThanOrEqual(20);
});

test("a round that fails is reported and tried again", async () => {
  let tries = 0;
  const running = start(() => {
    tries += 1;
    return tries < 3 ? Promise.reject(new Error("not yet")) : Promise.resolve({ did: 0 });
  }, 5);
  await expect.poll(() => running.report().rounds).toBeGreaterThanOrEqual(3);
  expect(running.report()).toMatchObject({ failures: 2, failedInARow: 0 });
});

test("without any ring it looks now and then", async () => {
  const running = start(() => Promise.resolve({ did: 0 }), 5);
  await expect.poll(() => running.report().rounds).toBeGreaterThan(3);
  await running.stop();
  const { rounds } = running.report();
  await here.world.clock.sleep(30);
  expect(running.report().rounds).toBe(rounds);
});

test("it does nothing while nothing can be written, and goes on when that is over", async () => {
  const space = { isFull: true };
  const world = { ...here.world, space: { ...here.world.space, isFull: () => space.isFull } };
  let rounds = 0;
  const round = async () => {
    rounds += 1;
    return { did: 0 };
  };
  const running = startReconciler(world, { name: "held", round }, { pollMs: 1 });
  onTestFinished(() => running.stop());
  for (let turn = 0; turn < 20; turn++) await world.clock.sleep(1);
  expect(rounds).toBe(0);
  space.isFull = false;
  await expect.poll(() => rounds).toBeGreaterThan(0);
});

test("after a round that did something it looks again, unless that round knows that nothing is left", async () => {
  const script = [{ did: 1 }, { did: 1, isAll: true }, { did: 0 }];
  const running = start(() => Promise.resolve(script.shift() ?? { did: 0 }), NEVER_MS);
  await expect.poll(() => script.length).toBe(1);
  await here.world.clock.sleep(30);
  expect(running.report()).toMatchObject({ rounds: 2, did: 1 });
});

test("a bell of its own wakes it and nobody else", async () => {
  const round = () => Promise.resolve({ did: 0 });
  const [owner, other] = [start({ round, ownBell: bell.events }, NEVER_MS), start(round, NEVER_MS)];
  await expect.poll(() => [owner.report().rounds, other.report().rounds]).toEqual([1, 1]);
  here.world.doorbell.ring(bell.events);
  await expect.poll(() => owner.report().rounds).toBe(2);
  expect(other.report().rounds).toBe(1);
  here.world.doorbell.ring(bell.work);
  await expect.poll(() => [owner.report().rounds, other.report().rounds]).toEqual([3, 2]);
});
