// A ring at one server is heard at the others, and the link comes back when its connections are cut.
import { onDatabase } from "@makima/testkit/database";
import { createTestWorld } from "@makima/testkit/world";
import { expect, onTestFinished, test } from "vitest";
import { linkDoorbell } from "./link-doorbell.ts";

test("two servers on one database hear each other, also after their connections were cut", async () => {
  const one = await createTestWorld();
  const two = await createTestWorld({}, one.database);
  let heard = 0;
  let own = 0;
  two.world.doorbell.listen("work", () => {
    heard += 1;
  });
  one.world.doorbell.listen("work", () => {
    own += 1;
  });
  for (const { world } of [one, two]) onTestFinished(linkDoorbell(world));
  const ringUntilHeard = async () => {
    const before = heard;
    await expect
      .poll(() => (one.world.doorbell.ring("work"), heard > before), { timeout: 10_000 })
      .toBe(true);
  };
  await ringUntilHeard();
  await onDatabase(one.database.url, (client) =>
    client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    ),
  );
  await ringUntilHeard();
  expect(own).toBeGreaterThan(0);
});

test("many rings at once are few notifications", async () => {
  const one = await createTestWorld();
  const two = await createTestWorld({}, one.database);
  let heard = 0;
  for (const { world } of [one, two]) onTestFinished(linkDoorbell(world));
  two.world.doorbell.listen("work", () => {
    heard += 1;
  });
  await expect.poll(() => (one.world.doorbell.ring("work"), heard > 1), { timeout: 10_000 }).toBe(true);
  heard = 0;
  for (let count = 0; count < 1_000; count++) one.world.doorbell.ring("work");
  await expect.poll(() => heard, { timeout: 10_000 }).toBeGreaterThan(0);
  expect(heard).toBeLessThan(1_000);
});
