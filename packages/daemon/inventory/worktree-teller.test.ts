// The server hears of every checkout once, of its size when that changes, and of its end.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { MeshRecord } from "@makima/protocol/mesh";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { removeCheckout } from "../worktrees/remove-checkout.ts";
import { makeWorld, type World } from "../worktrees/testing/world.ts";
import { measureFolder } from "./measure-folder.ts";
import { WorktreeTeller } from "./worktree-teller.ts";

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.remove());

const open = () => {
  const told: MeshRecord[] = [];
  const teller = new WorktreeTeller({
    store: world.store,
    log: pino({ level: "silent" }),
    listLive: () => [],
    append: async (record) => {
      told.push(record);
    },
  });
  return { told, teller };
};

test("what stands is told whole at first, then only what is new", async () => {
  const { path, checkout } = await world.checkout("task-1");
  const { told, teller } = open();
  await expect.poll(() => told).toHaveLength(1);
  const bytes = await measureFolder(path, world.store.git);
  expect(told[0]).toEqual({
    kind: "worktrees",
    isWhole: true,
    standing: [{ taskId: "task-1", bytes }],
    gone: [],
  });
  await writeFile(join(path, "large"), Buffer.alloc(2_000_000));
  teller.noteChange("task-1");
  await expect.poll(() => told, { timeout: 10_000 }).toHaveLength(2);
  expect(told[1]).toMatchObject({ isWhole: false, standing: [{ taskId: "task-1" }], gone: [] });
  await removeCheckout(world.store, { last: { checkout, number: 1, message: "m" }, evenWithLosses: false });
  teller.noteChange("task-1");
  await expect.poll(() => told, { timeout: 10_000 }).toHaveLength(3);
  expect(told[2]).toMatchObject({ isWhole: false, standing: [], gone: ["task-1"] });
  await teller.close();
});

test("a folder that cannot be measured, on a machine without the program for it, has no size", async () => {
  expect(await measureFolder(world.person, { searchPath: "/nonexistent" })).toBeNull();
  expect(await measureFolder(join(world.root, "nowhere"), world.store.git)).toBeNull();
});
