// While the database's disk is nearly full, a daemon stays connected and keeps its lease, and what it says waits in its spool.
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTestDatabase } from "@makima/testkit/database";
import { newDaemonKey } from "@makima/testkit/ports/daemon-key";
import { greet, openLink } from "@makima/testkit/ports/open-link";
import { startServer } from "@makima/testkit/server";
import { canMountDisks, openSmallDisk } from "@makima/testkit/small-disk";
import { createTestWorld } from "@makima/testkit/world";
import { expect, onTestFinished, test } from "vitest";
import { createJoinToken, joinDaemon } from "../../daemons/daemons.ts";

const MB = 2 ** 20;
const canFill = await canMountDisks();

test.runIf(canFill)("records are acknowledged when there is space again, heartbeats at once", async () => {
  const disk = await openSmallDisk(8);
  const database = await createTestDatabase();
  const { world, principal, apiKey } = await createTestWorld({}, database);
  const environment = { MAKIMA_DATABASE_FOLDER: disk, MAKIMA_BALLAST_BYTES: String(MB) };
  const { url, client } = await startServer({ database, apiKey, environment });
  const { publicKey, privateKey } = newDaemonKey();
  const { token } = await createJoinToken(world, principal);
  const { daemonId } = await joinDaemon(world, token, { name: "machine", publicKey });

  const filler = join(disk, "filler");
  await writeFile(filler, Buffer.alloc(7 * MB, "x"));
  const storage = async () =>
    ((await (await fetch(new URL("/health", url))).json()) as { storage: object }).storage;
  await expect.poll(storage).toEqual({ state: "full", freeBytes: MB, neededBytes: 3 * MB });
  await expect(client.createJoinToken()).rejects.toMatchObject({ status: 507, code: "STORAGE_FULL" });

  const link = await openLink(url);
  onTestFinished(() => link.close());
  const heard = (kind: string) => link.frames.filter((frame) => frame.kind === kind).length;
  greet(link, { daemonId, privateKey, bootId: world.ids.next() });
  await expect.poll(() => heard("welcome")).toBe(1);
  const run = { taskId: world.ids.next(), epoch: 1 };
  const record = { kind: "run_ended", ...run, reason: "stopped", detail: "" };
  link.send({ kind: "records", records: [{ seq: 1, record }] });
  for (let beat = 1; beat <= 3; beat++) {
    link.send({ kind: "heartbeat", sentAtMs: beat, processes: 0, runs: [] });
    await expect.poll(() => heard("heartbeat_ack")).toBe(beat);
  }
  expect(heard("ack")).toBe(0);

  await rm(filler);
  await expect.poll(() => heard("ack")).toBe(1);
  expect(await storage()).toMatchObject({ state: "fine" });
  expect((await client.createJoinToken()).token).toMatch(/^mk_join_/);
});
