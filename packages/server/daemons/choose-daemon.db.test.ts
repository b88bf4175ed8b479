// The last place of a daemon is given away once.
import { waitedFor } from "@makima/testkit/fence";
import { addReadyContract } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { statement } from "../db/database.ts";
import { chooseDaemon } from "./choose-daemon.ts";

const of = await createTestWorld();
const { world, database } = of;
const { ownerId } = of.principal;

const TAKE_PLACE = statement(
  "test-take-place",
  "insert into run (owner_id, task_id, epoch, daemon_id, status) values ($1, $2, 1, $3, 'starting')",
);

test("who chooses while another transaction takes the last place, waits for it and gets none", async () => {
  const { daemonId, taskId, contractId } = await addReadyContract(of, { maxTasks: 1 });
  const place = { homeId: daemonId, formerId: null, targetId: null };
  const wanted = { ownerId, contractId, agent: "scripted", ...place, run: { taskId, epoch: 1 } };
  const choose = () => world.db.transaction((tx) => chooseDaemon(tx, wanted));
  const late = await world.db.transaction(async (tx) => {
    expect(await chooseDaemon(tx, wanted)).toMatchObject({ id: daemonId });
    const choosing = choose();
    await Promise.race([waitedFor(database.url), choosing]);
    await tx.run(TAKE_PLACE, [ownerId, taskId, daemonId]);
    return { choosing };
  });
  expect(await late.choosing).toBeNull();
});
