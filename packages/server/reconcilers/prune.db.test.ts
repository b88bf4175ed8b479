// Old answers are forgotten, young ones kept, and it looks rarely.
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { statement } from "../db/database.ts";
import { prune } from "./prune.ts";

const PLANT = statement(
  "plant-records",
  `insert into idempotency (owner_id, route, key, body_hash, status, answer, created_at)
   select $1, 'POST /x', 'key-' || n, sha256('x'), 200, '{}', app_now() - make_interval(days => n) from generate_series(1, 20) n`,
);
const LEFT = statement("left-records", "select key from idempotency where owner_id = $1 order by key");

test("answers of the last seven days stay", async () => {
  const { world, principal } = await createTestWorld();
  await world.db.rows(PLANT, [principal.ownerId]);
  const reconciler = prune();
  expect(await reconciler.round(world)).toEqual({ did: 14 });
  const left = await world.db.rows<{ key: string }>(LEFT, [principal.ownerId]);
  expect(left.map(({ key }) => key)).toEqual(["key-1", "key-2", "key-3", "key-4", "key-5", "key-6"]);
  expect(await reconciler.round(world)).toEqual({ did: 0 });
});
