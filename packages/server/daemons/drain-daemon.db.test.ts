// Draining takes new work away from a daemon and nothing else, over its restarts too, until it is undone.
import { daemonShape } from "@makima/protocol/daemons";
import { addDaemon } from "@makima/testkit/contracts";
import { addReadyContract, look } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { chooseDaemon } from "./choose-daemon.ts";
import { BEAT, BEGIN_SESSION } from "./daemon-writer.ts";
import { drainDaemon } from "./drain-daemon.ts";
import { listDaemons } from "./list-daemons.ts";

const of = await createTestWorld();
const { world, principal } = of;
const { ownerId } = principal;

const drain = (id: string, undo = false) => drainDaemon(world, principal, { params: { id }, body: { undo } });
const shown = async (id: string) =>
  (await listDaemons(world, principal, { query: { limit: 200 } })).items.find((daemon) => daemon.id === id);
const choose = (homeId: string) =>
  world.db.transaction((tx) => {
    const [taskId, contractId] = [world.ids.next(), world.ids.next()];
    const place = { contractId, homeId, formerId: null, targetId: null };
    return chooseDaemon(tx, { ownerId, agent: "scripted", ...place, run: { taskId, epoch: 1 } });
  });

test("it is no candidate any more, and it is again when that is undone", async () => {
  const { daemonId } = await addReadyContract(of);
  expect(await drain(daemonId)).toMatchObject({ status: "draining", drained: true });
  expect(await choose(daemonId)).toBeNull();
  expect(await drain(daemonId, true)).toMatchObject({ status: "online", drained: false, drainAskedAt: null });
  expect(await choose(daemonId)).toMatchObject({ id: daemonId });
});

test("its answer is told as the list of daemons tells it", async () => {
  const { daemonId } = await addReadyContract(of);
  const asked = await drain(daemonId);
  expect(daemonShape.parse(asked)).toEqual(await shown(daemonId));
});

test("asked twice, the first time stands", async () => {
  const { daemonId } = await addReadyContract(of);
  const first = await drain(daemonId);
  expect(await drain(daemonId)).toEqual(first);
});

test("another daemon of the same machine takes what its home does not", async () => {
  const { daemonId } = await addReadyContract(of);
  const other = await addDaemon(of, { status: "online" });
  await look(of, "update daemon set machine = $2, ready_session = session where id = any($1)", [
    [daemonId, other],
    `machine of ${daemonId}`,
  ]);
  await drain(daemonId);
  expect(await choose(daemonId)).toMatchObject({ id: other });
});

test("it stays so when it was away and when it is started again", async () => {
  const { daemonId } = await addReadyContract(of);
  await drain(daemonId);
  await look(of, "update daemon set status = 'offline' where id = $1", [daemonId]);
  expect(await shown(daemonId)).toMatchObject({ status: "offline", drained: true });
  const boot = world.ids.next();
  await world.db.transaction((tx) =>
    tx.run(BEGIN_SESSION, [ownerId, daemonId, boot, "[]", 4, 15_000, null, 4]),
  );
  expect(await shown(daemonId)).toMatchObject({ status: "draining" });
  await look(of, "update daemon set status = 'offline' where id = $1", [daemonId]);
  const [at] = await look<{ session: string }>(of, "select session from daemon where id = $1", [daemonId]);
  await world.db.transaction((tx) =>
    tx.run(BEAT, [ownerId, daemonId, at?.session, 15_000, "{}", null, 0, null]),
  );
  expect(await shown(daemonId)).toMatchObject({ status: "draining" });
});

test("it is drained only when its own heartbeat names no process and its hands are free", async () => {
  const { daemonId } = await addReadyContract(of);
  await drain(daemonId);
  const set = (processes: number) =>
    look(of, "update daemon set processes = $2 where id = $1", [daemonId, processes]);
  await set(1);
  expect(await shown(daemonId)).toMatchObject({ drained: false });
  await set(0);
  expect(await shown(daemonId)).toMatchObject({ drained: true });
  await look(
    of,
    `insert into command (owner_id, id, daemon_id, kind, payload, acknowledged_at) values ($1, gen_random_uuid(), $2, 'merge', '{}', now())`,
    [ownerId, daemonId],
  );
  expect(await shown(daemonId)).toMatchObject({ drained: false });
});

test("it is not for another owner", async () => {
  const { daemonId } = await addReadyContract(of);
  const other = await of.newOwner();
  const asked = drainDaemon(world, other, { params: { id: daemonId }, body: { undo: false } });
  await expect(asked).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await shown(daemonId)).toMatchObject({ status: "online" });
});
