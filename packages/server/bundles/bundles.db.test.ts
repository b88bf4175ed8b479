// Bundles at the server: what is wanted, how an upload goes on, in which order they count, how they are read back, and what damage does.
import { createHash } from "node:crypto";
import type { BundleOffer } from "@makima/protocol/mesh";
import { beginSupervisor, beginWorker, look, type RunAt, send } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import {
  countUnbundled,
  listWanted,
  offerBundle,
  pruneUploads,
  readChain,
  readPart,
  receivePart,
} from "./bundles.ts";

const of = await createTestWorld();
const { world, principal } = of;
const { ownerId } = principal;

const commitOf = (run: RunAt, number: number): string =>
  createHash("sha1").update(`${run.taskId} ${number}`).digest("hex");
const partOf = (text: string) => ({
  size: Buffer.byteLength(text),
  sha256: createHash("sha256").update(text).digest("hex"),
});

async function checkpoint(run: RunAt, number: number): Promise<void> {
  const commit = commitOf(run, number);
  await send(of, run, {
    kind: "checkpoint",
    checkpoint: {
      ...{ number, commit, tree: commit, message: "m", reason: "asked", warnings: [] },
      ...{ filesChanged: 1, linesAdded: 1, linesRemoved: 0 },
    },
  });
}

const offerOf = (run: RunAt, number: number, more: Partial<BundleOffer> = {}): BundleOffer => ({
  ...{ contractId: run.contractId, taskId: run.taskId, number, commit: commitOf(run, number) },
  parent: number === 1 ? null : number - 1,
  parts: [partOf(`first of ${number}`), partOf(`second of ${number}`)],
  ...more,
});

const by = ({ daemonId }: RunAt) => ({ ownerId, daemonId });
const offer = (run: RunAt, what: BundleOffer) => offerBundle(world, { by: by(run), offer: what });

/** Offers it, sends its parts and offers it again. */
async function upload(run: RunAt, number: number, more: Partial<BundleOffer> = {}): Promise<string> {
  const what = offerOf(run, number, more);
  const answer = await offer(run, what);
  if (answer.status !== "missing") return answer.status;
  for (const [place, text] of [`first of ${number}`, `second of ${number}`].entries()) {
    const at = { ownerId, bundleId: answer.bundleId, number: place };
    await receivePart(world, { at, bytes: Buffer.from(text) });
  }
  return (await offer(run, what)).status;
}

const bundled = async (run: RunAt): Promise<number[]> => {
  const rows = await look<{ number: number }>(
    of,
    "select number from checkpoint where task_id = $1 and bundled order by number",
    [run.taskId],
  );
  return rows.map(({ number }) => number);
};
const wantedOf = async (run: RunAt) =>
  (await listWanted(world.db, by(run))).wanted
    .filter(({ taskId }) => taskId === run.taskId)
    .map(({ number, parent }) => ({ number, parent: parent?.number ?? null }));

async function worker(): Promise<RunAt> {
  return beginWorker(of, await beginSupervisor(of));
}

async function workerWithThree(): Promise<RunAt> {
  const run = await worker();
  for (const number of [1, 2, 3]) {
    await checkpoint(run, number);
    await upload(run, number);
  }
  return run;
}

test("checkpoints are wanted one after the other, each on top of the one before", async () => {
  const run = await worker();
  await checkpoint(run, 1);
  await checkpoint(run, 2);
  expect(await wantedOf(run)).toEqual([{ number: 1, parent: null }]);
  expect(await upload(run, 1)).toBe("complete");
  expect(await wantedOf(run)).toEqual([{ number: 2, parent: 1 }]);
  expect(await upload(run, 2)).toBe("complete");
  expect(await wantedOf(run)).toEqual([]);
  expect(await bundled(run)).toEqual([1, 2]);
});

test("an upload that broke off goes on with what is missing, and counts only when all is there", async () => {
  const run = await worker();
  await checkpoint(run, 1);
  const first = await offer(run, offerOf(run, 1));
  if (first.status !== "missing") throw new Error("all of it is missing");
  expect(first.missing).toEqual([0, 1]);
  const at = { ownerId, bundleId: first.bundleId };
  await receivePart(world, { at: { ...at, number: 1 }, bytes: Buffer.from("second of 1") });
  expect(await offer(run, offerOf(run, 1))).toEqual({ ...first, missing: [0] });
  expect(await bundled(run)).toEqual([]);
  await receivePart(world, { at: { ...at, number: 0 }, bytes: Buffer.from("first of 1") });
  expect(await bundled(run)).toEqual([]);
  expect(await offer(run, offerOf(run, 1))).toEqual({ status: "complete" });
  expect(await offer(run, offerOf(run, 1))).toEqual({ status: "complete" });
  expect(await bundled(run)).toEqual([1]);
});

test("a part that is not what was announced is refused, as is one that was not announced", async () => {
  const run = await worker();
  await checkpoint(run, 1);
  const opened = await offer(run, offerOf(run, 1));
  if (opened.status !== "missing") throw new Error("all of it is missing");
  const at = { ownerId, bundleId: opened.bundleId, number: 0 };
  await expect(receivePart(world, { at, bytes: Buffer.from("FIRST of 1") })).rejects.toMatchObject({
    code: "VALIDATION",
  });
  const bytes = Buffer.from("first of 1");
  await expect(receivePart(world, { at: { ...at, number: 2 }, bytes })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  const { ownerId: stranger } = await of.newOwner();
  await expect(receivePart(world, { at: { ...at, ownerId: stranger }, bytes })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  expect(await offer(run, offerOf(run, 1))).toMatchObject({ status: "missing", missing: [0, 1] });
});

test("nothing is wanted of another daemon's work, of another commit, or on top of what is not there", async () => {
  const run = await worker();
  const other = await worker();
  await checkpoint(run, 1);
  await checkpoint(run, 2);
  expect(await offer({ ...run, daemonId: other.daemonId }, offerOf(run, 1))).toEqual({
    status: "not_wanted",
  });
  expect(await offer(run, offerOf(run, 1, { commit: "f".repeat(40) }))).toEqual({ status: "not_wanted" });
  expect(await offer(run, offerOf(run, 2))).toEqual({ status: "not_wanted" });
  expect(await bundled(run)).toEqual([]);
});

test("the twenty-first is whole again", async () => {
  const run = await worker();
  for (let number = 1; number <= 21; number++) {
    await checkpoint(run, number);
    const [wanted] = await wantedOf(run);
    expect(wanted).toEqual({ number, parent: number % 20 === 1 ? null : number - 1 });
    expect(await upload(run, number, { parent: wanted?.parent ?? null })).toBe("complete");
  }
  const chain = await readChain(world.db, { ownerId, contractId: run.contractId, commit: commitOf(run, 21) });
  expect(chain.bundles.map(({ number }) => number)).toEqual([21]);
});

test("a chain is read from its whole bundle on, and only by its owner", async () => {
  const run = await workerWithThree();
  const asked = { ownerId, contractId: run.contractId, commit: commitOf(run, 2) };
  const { bundles } = await readChain(world.db, asked);
  expect(bundles.map(({ number, commit }) => ({ number, commit }))).toEqual([
    { number: 1, commit: commitOf(run, 1) },
    { number: 2, commit: commitOf(run, 2) },
  ]);
  const bundleId = bundles[1]?.id ?? "";
  expect((await readPart(world, { ownerId, bundleId, number: 1 })).toString()).toBe("second of 2");
  const { ownerId: stranger } = await of.newOwner();
  expect(await readChain(world.db, { ...asked, ownerId: stranger })).toEqual({ bundles: [] });
  await expect(readPart(world, { ownerId: stranger, bundleId, number: 1 })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test("a damaged bundle and all that builds on it count as never come, and are wanted again", async () => {
  const run = await workerWithThree();
  const asked = { ownerId, contractId: run.contractId, commit: commitOf(run, 3) };
  const bundleId = (await readChain(world.db, asked)).bundles[1]?.id ?? "";
  await world.blobs.put({ ownerId, key: `bundles/${bundleId}/0` }, Buffer.from("first of x"));
  await expect(readPart(world, { ownerId, bundleId, number: 0 })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  expect(await bundled(run)).toEqual([1]);
  expect(await readChain(world.db, asked)).toEqual({ bundles: [] });
  expect(await wantedOf(run)).toEqual([{ number: 2, parent: 1 }]);
  expect(await upload(run, 2)).toBe("complete");
  expect(await upload(run, 3)).toBe("complete");
  expect((await readPart(world, { ownerId, bundleId, number: 0 })).toString()).toBe("first of 2");
  expect(await bundled(run)).toEqual([1, 2, 3]);
});

test("an upload that nobody finished for a day is pruned, and a young or a complete one is not", async () => {
  const run = await worker();
  for (const number of [1, 2]) await checkpoint(run, number);
  await upload(run, 1);
  const opened = await offer(run, offerOf(run, 2));
  if (opened.status !== "missing") throw new Error("all of it is missing");
  const at = { ownerId, bundleId: opened.bundleId, number: 0 };
  await receivePart(world, { at, bytes: Buffer.from("first of 2") });
  expect(await pruneUploads(world)).toBe(0);
  await look(of, "update bundle set created_at = created_at - interval '2 days' where contract_id = $1", [
    run.contractId,
  ]);
  expect(await pruneUploads(world)).toBe(0);
  await look(
    of,
    "update bundle_part set received_at = received_at - interval '2 days' where bundle_id = $1",
    [opened.bundleId],
  );
  expect(await pruneUploads(world)).toBe(1);
  expect(await world.blobs.get({ ownerId, key: `bundles/${opened.bundleId}/0` })).toBeNull();
  expect(await bundled(run)).toEqual([1]);
  expect(await upload(run, 2)).toBe("complete");
});

test("what is on its daemon's machine alone is counted until its bundle has come", async () => {
  const before = (await countUnbundled(world.db)).checkpoints;
  const run = await beginWorker(of, await beginSupervisor(of));
  await checkpoint(run, 1);
  const { checkpoints, oldestSeconds } = await countUnbundled(world.db);
  expect(checkpoints).toBe(before + 1);
  expect(oldestSeconds).toBeGreaterThan(0);
  await upload(run, 1);
  expect((await countUnbundled(world.db)).checkpoints).toBe(before);
});
