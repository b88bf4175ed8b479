// A command reaches the daemon's connection once and in its turn, by hand where it was committed here, else by its row.
import { addDaemon } from "@makima/testkit/contracts";
import { look } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, onTestFinished, test } from "vitest";
import { sendCommand } from "../../daemons/daemons.ts";
import { createHandover } from "../../handover.ts";
import type { World } from "../../world.ts";
import { deliverCommands } from "./deliver-commands.ts";

const of = await createTestWorld();
const { world, principal } = of;
const { ownerId } = principal;

/** A connection of a new daemon in its first session; gives what was sent on it. */
async function connect(): Promise<{ daemonId: string; sent: string[] }> {
  const daemonId = await addDaemon(of, { status: "online" });
  await look(of, "update daemon set session = 1, ready_session = 1 where id = $1", [daemonId]);
  const session = {
    ownerId,
    daemonId,
    session: 1,
    name: "m",
    bootId: daemonId,
    stopped: "daemon_restart",
  } as const;
  const sent: string[] = [];
  const delivery = deliverCommands(world, session, (frame) => {
    if (frame.kind === "command") sent.push(frame.id);
  });
  onTestFinished(() => delivery.stop());
  return { daemonId, sent };
}

const tell = (daemonId: string, from: World = world): Promise<string> =>
  world.db.transaction((tx) =>
    sendCommand(tx, {
      world: from,
      to: { ownerId, daemonId, contractId: null },
      command: { kind: "check_repository", path: "/p", baseBranch: null },
    }),
  );

/** Another server: its commands are rows to this one, and a ring. */
const elsewhere: World = { ...world, handover: createHandover() };

test("what is committed here is on its way when its transaction is over", async () => {
  const { daemonId, sent } = await connect();
  // The first ones may find the connection still reading what was there before it.
  await expect.poll(async () => sent.includes(await tell(daemonId))).toBe(true);
  const id = await tell(daemonId);
  expect(sent.at(-1)).toBe(id);
});

test("from wherever they come, all are sent, each once, and none overtakes one that was committed before it here", async () => {
  const { daemonId, sent } = await connect();
  const here: string[] = [];
  const all: string[] = [];
  for (let n = 0; n < 40; n += 1) {
    const isHere = n % 3 !== 0;
    const id = await tell(daemonId, isHere ? world : elsewhere);
    all.push(id);
    if (isHere) here.push(id);
  }
  await expect.poll(() => sent.length).toBe(all.length);
  expect(sent.filter((id) => here.includes(id))).toEqual(here);
  expect(sent.toSorted()).toEqual(all.toSorted());
});

test("a connection that is closed takes nothing; the row waits for the next one", async () => {
  const { daemonId } = await connect();
  await look(of, "update daemon set session = 2 where id = $1", [daemonId]);
  const session = {
    ownerId,
    daemonId,
    session: 2,
    name: "m",
    bootId: daemonId,
    stopped: "daemon_restart",
  } as const;
  const gone: string[] = [];
  const closed = deliverCommands(world, session, (frame) => gone.push(frame.kind));
  closed.stop();
  expect(
    world.handover.offer(daemonId, {
      id: "x",
      command: { kind: "check_repository", path: "/p", baseBranch: null },
    }),
  ).toBe(false);
  const id = await tell(daemonId);
  const rows = await look(of, "select id from command where daemon_id = $1 and acknowledged_at is null", [
    daemonId,
  ]);
  expect(rows).toEqual([{ id }]);
  expect(gone).toEqual([]);
});
