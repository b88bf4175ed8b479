// A nearly full disk refuses writes until there is more than a little space again.
import pino from "pino";
import { expect, test } from "vitest";
import { watchSpace } from "./watch-space.ts";

const log = pino({ level: "silent" });

/** A disk whose free bytes are set, and a clock that goes on when the test says so. */
async function watched(freeBytes: number) {
  const disk = { freeBytes, isBroken: false };
  const stopping = new AbortController();
  let tick: () => void = () => undefined;
  const sleep = (_ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve) => {
      tick = resolve;
      signal?.addEventListener("abort", () => resolve());
    });
  const read = () =>
    disk.isBroken
      ? Promise.reject(new Error("the disk is gone"))
      : Promise.resolve({ freeBytes: disk.freeBytes, fullBelowBytes: 20, freeFromBytes: 30 });
  const space = await watchSpace({ read, clock: { sleep }, log }, stopping.signal);
  const look = async () => {
    tick();
    await new Promise(setImmediate);
  };
  return { disk, space, look, stop: () => stopping.abort() };
}

test("the gap between full and free keeps it from changing with each write", async () => {
  const { disk, space, look } = await watched(25);
  const seen: boolean[] = [];
  for (const free of [25, 20, 19, 25, 29, 30, 25, 20, 3]) {
    disk.freeBytes = free;
    await look();
    seen.push(space.isFull());
  }
  expect(seen).toEqual([false, false, true, true, true, false, false, false, true]);
  expect(space.report()).toEqual({ state: "full", freeBytes: 3, neededBytes: 30 });
});

test("who waits goes on when there is space, and at the end", async () => {
  const { disk, space, look, stop } = await watched(0);
  const went: string[] = [];
  space.untilFree().then(
    () => went.push("first"),
    () => undefined,
  );
  await look();
  expect(went).toEqual([]);
  disk.freeBytes = 100;
  await look();
  expect(went).toEqual(["first"]);
  await space.untilFree();
  disk.freeBytes = 0;
  await look();
  const last = space.untilFree();
  stop();
  await last;
});

test("a disk that cannot be asked changes nothing", async () => {
  const { disk, space, look } = await watched(0);
  disk.isBroken = true;
  await look();
  expect(space.isFull()).toBe(true);
});
