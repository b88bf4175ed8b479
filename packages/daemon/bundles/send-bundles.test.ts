// The sender catches up by itself: after a server that was away, an upload that broke off, a bundle that cannot be made, and its own restart.
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BundleOffer, WantedBundle } from "@makima/protocol/mesh";
import { pino } from "pino";
import { expect, it, onTestFinished } from "vitest";
import { makeCheckpoint } from "../worktrees/make-checkpoint.ts";
import { makeWorld } from "../worktrees/testing/world.ts";
import { DoorRefused } from "./bundle-door.ts";
import { outFolder } from "./make-bundle.ts";
import { BundleSender, type SendParts } from "./send-bundles.ts";

const log = pino({ level: "silent" });
const taskId = "0190bbbb-0000-7000-8000-000000000001";

/** A stand-in for the server's door: wants what it is told to want, and can be away. */
class DoorStandIn {
  wants: WantedBundle[] = [];
  isAway = false;
  /** Breaks off instead of taking this many parts. */
  breaksOff = 0;
  readonly received = new Map<string, Set<number>>();
  readonly complete: BundleOffer[] = [];
  asked = 0;

  async wanted(): Promise<readonly WantedBundle[]> {
    this.asked += 1;
    if (this.isAway) throw new DoorRefused("away", { isFinal: false });
    return this.wants;
  }

  async offer(offer: BundleOffer) {
    const name = JSON.stringify(offer.parts);
    const received = this.received.get(name) ?? new Set<number>();
    this.received.set(name, received);
    const missing = [...offer.parts.keys()].filter((number) => !received.has(number));
    if (missing.length > 0) return { status: "missing" as const, bundleId: name, missing };
    this.complete.push(offer);
    this.wants = this.wants.filter(({ commit }) => commit !== offer.commit);
    return { status: "complete" as const };
  }

  async putPart({ bundleId, number }: { bundleId: string; number: number }): Promise<void> {
    if (this.breaksOff > 0) {
      this.breaksOff -= 1;
      throw new DoorRefused("broken off", { isFinal: false });
    }
    this.received.get(bundleId)?.add(number);
  }
}

async function makeSender() {
  const world = await makeWorld();
  const { checkout, path } = await world.checkout(taskId);
  await writeFile(join(path, "b.txt"), "b1\n");
  const { commit } = await makeCheckpoint(world.store, { checkout, number: 1, message: "one" });
  const door = new DoorStandIn();
  const parts: SendParts = { store: world.store, door, log };
  let sender = new BundleSender(parts);
  onTestFinished(async () => {
    await sender.close();
    await world.remove();
  });
  const { contractId } = checkout;
  const wanted: WantedBundle = {
    ...{ contractId, taskId, number: 1, commit, repositoryPath: world.person, parent: null },
  };
  return {
    ...{ world, door, wanted },
    sender: () => sender,
    restart: async () => {
      await sender.close();
      sender = new BundleSender(parts);
    },
  };
}

const patience = { timeout: 20_000 };

it("sends what was made while the server was away, when it is back", async () => {
  const { door, wanted, sender } = await makeSender();
  door.isAway = true;
  door.wants = [wanted];
  sender().wake();
  await expect.poll(() => door.asked, patience).toBeGreaterThan(1);
  expect(door.complete).toEqual([]);
  door.isAway = false;
  sender().wake();
  await expect.poll(() => door.complete.map(({ number }) => number), patience).toEqual([1]);
});

it("goes on with the same bytes after an upload that broke off and a restart, and leaves no file", async () => {
  const { world, door, wanted, sender, restart } = await makeSender();
  door.breaksOff = 1;
  door.wants = [wanted];
  sender().wake();
  await expect.poll(() => door.received.size, patience).toBe(1);
  await restart();
  await expect.poll(() => door.complete.length, patience).toBe(1);
  expect(door.received.size, "the same parts were offered again").toBe(1);
  await expect.poll(() => readdir(outFolder(world.store)), patience).toEqual([]);
});

it("sends the others when one cannot be made", async () => {
  const { door, wanted, sender } = await makeSender();
  const unknown = { ...wanted, taskId: null, commit: "f".repeat(40) };
  door.wants = [unknown, wanted];
  sender().wake();
  await expect.poll(() => door.complete.map(({ commit }) => commit), patience).toEqual([wanted.commit]);
});

it("asks when what it expects may have been heard of, and not at every acknowledgement", async () => {
  const { door, sender } = await makeSender();
  await expect.poll(() => door.asked, patience).toBe(1);
  sender().heard();
  await new Promise((rested) => setTimeout(rested, 400));
  expect(door.asked).toBe(1);
  sender().expect();
  sender().heard();
  await expect.poll(() => door.asked, patience).toBeGreaterThan(1);
});
