// A daemon that comes back: what it no longer runs is interrupted, what is on its way to it is not.
import { eventsOf } from "@makima/testkit/events";
import { addReadyContract, beginSupervisor, look, type RunAt, taskOf } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import type { Session } from "../../daemons/daemons.ts";
import { assignTasks } from "../../reconcilers/assign-tasks.ts";
import { onDelta } from "../stream/deltas.ts";
import { endUnlisted } from "./end-unlisted.ts";
import { passDeltas } from "./pass-deltas.ts";

const of = await createTestWorld();
const { world } = of;
const { ownerId } = of.principal;

/** The session that the daemon of the testkit has: its boot has the daemon's own id. */
const sessionOf = (daemonId: string, more: Partial<Session> = {}): Session => ({
  name: "machine",
  ownerId,
  daemonId,
  bootId: daemonId,
  session: 0,
  stopped: "daemon_restart",
  ...more,
});
const statusOf = async (taskId: string) => (await taskOf(of, taskId)).status;
const acknowledge = ({ daemonId }: { daemonId: string }) =>
  look(of, "update command set acknowledged_at = app_now() where daemon_id = $1", [daemonId]);

test("a run that it lists goes on", async () => {
  const at = await beginSupervisor(of);
  await acknowledge(at);
  await endUnlisted(world, { session: sessionOf(at.daemonId), live: [at] });
  expect(await statusOf(at.taskId)).toBe("running");
});

test("a run that it was told of and does not list is interrupted, once", async () => {
  const at = await beginSupervisor(of);
  await acknowledge(at);
  const session = sessionOf(at.daemonId);
  await Promise.all([endUnlisted(world, { session, live: [] }), endUnlisted(world, { session, live: [] })]);
  expect(await statusOf(at.taskId)).toBe("interrupted");
  expect(await eventsOf(of, at.contractId, "task.interrupted")).toHaveLength(1);
});

test("a run that is on its way to this very boot is left alone", async () => {
  const at = await addReadyContract(of);
  await assignTasks.round(world);
  await endUnlisted(world, { session: sessionOf(at.daemonId), live: [] });
  expect(await statusOf(at.taskId)).toBe("starting");
});

test("a run that was on its way to an older boot is interrupted", async () => {
  const at = await addReadyContract(of);
  await assignTasks.round(world);
  const session = sessionOf(at.daemonId, { bootId: world.ids.next() });
  await endUnlisted(world, { session, live: [] });
  expect(await statusOf(at.taskId)).toBe("interrupted");
});

test("a session that was replaced ends nothing: the newer one has a newer list", async () => {
  const at = await beginSupervisor(of);
  await acknowledge(at);
  await look(of, "update daemon set session = 1, ready_session = 1 where id = $1", [at.daemonId]);
  await endUnlisted(world, { session: sessionOf(at.daemonId), live: [] });
  expect(await statusOf(at.taskId)).toBe("running");
});

test("what is still arriving is passed on for a daemon's own runs alone", async () => {
  const at = await beginSupervisor(of);
  const heard: unknown[] = [];
  const stop = onDelta(at.taskId, ({ text }) => heard.push(text));
  const say = (text: string, of: RunAt, session: Session) =>
    passDeltas(world, session).pass({ kind: "delta", ...of, role: "assistant", source: 1, text });
  await say("mine", at, sessionOf(at.daemonId));
  await say("an older run's", { ...at, epoch: 7 }, sessionOf(at.daemonId));
  await say("another daemon's", at, sessionOf(world.ids.next()));
  await say("another owner's", at, sessionOf(at.daemonId, { ownerId: world.ids.next() }));
  stop();
  expect(heard).toEqual(["mine"]);
});
