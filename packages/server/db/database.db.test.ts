import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { statement } from "./database.ts";

const END_OWN_CONNECTION = statement("end-own-connection", "select pg_terminate_backend(pg_backend_pid())");
const ONE = statement("one", "select 1 as one");

// A rejection that nobody handles ends the program, and the test run as well.
test("a connection that ends under several statements at once fails the one that is awaited, and the work is done again", async () => {
  const { world } = await createTestWorld();
  let tries = 0;
  const found = await world.db.transaction(async (tx) => {
    tries += 1;
    if (tries > 1) return tx.row<{ one: number }>(ONE, []);
    const ended = tx.row(END_OWN_CONNECTION, []);
    const behind = tx.row<{ one: number }>(ONE, []);
    tx.send(ONE, []);
    await ended;
    return behind;
  });
  expect([tries, found]).toEqual([2, { one: 1 }]);
});
