// Worktrees as rows: what daemons tell, what goes by the rule and by a person's word, what comes back, and what is refused.
import type { MeshRecord } from "@makima/protocol/mesh";
import { addTask } from "@makima/testkit/contracts";
import { eventsOf } from "@makima/testkit/events";
import { beginSupervisor, beginWorker, commandsTo, endTurn, look, type RunAt } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { createCheckpoint } from "../checkpoints/checkpoints.ts";
import { takeRecord } from "../doors/mesh/take-record.ts";
import { listWorktrees, pruneWorktrees, removeDue, restoreWorktree } from "../worktrees/worktrees.ts";

const of = await createTestWorld();
const { world, principal } = of;
const { ownerId } = principal;
/** vitest types its matchers as anything. */
const someTime: unknown = expect.any(String);
let seq = 1_000_000;

const say = ({ daemonId }: { daemonId: string }, record: MeshRecord) =>
  takeRecord(world, { ownerId, daemonId, seq: ++seq, record });
const stand = (at: RunAt, bytes: number | null = 1_000) =>
  say(at, { kind: "worktrees", isWhole: false, standing: [{ taskId: at.taskId, bytes }], gone: [] });
const rowOf = async ({ taskId }: RunAt) =>
  (await listWorktrees(world, principal, { query: { limit: 50, taskId } })).items[0];
const age = ({ taskId }: RunAt, interval: string) =>
  look(of, "update task set ended_at = ended_at - $2::interval where id = $1", [taskId, interval]);
const prune = (body: Partial<Parameters<typeof pruneWorktrees>[2]["body"]>) =>
  pruneWorktrees(world, principal, {
    body: { unmerged: false, evenWithLosses: false, dryRun: false, ...body },
  });
const restore = (at: RunAt, path?: string) =>
  restoreWorktree(world, principal, {
    params: { id: at.taskId },
    body: path === undefined ? {} : { path },
  });
const newest = async (at: RunAt, kind: string): Promise<string> => {
  const find = () =>
    look<{ id: string }>(
      of,
      "select id from command where daemon_id = $1 and kind = $2 and result is null and payload ->> 'taskId' = $3",
      [at.daemonId, kind, at.taskId],
    );
  await expect.poll(find).toHaveLength(1);
  return (await find())[0]?.id ?? "";
};
type Result = Extract<MeshRecord, { kind: "command_done" }>["result"];
const answer = async (at: RunAt, kind: string, result: Result) =>
  say(at, { kind: "command_done", commandId: await newest(at, kind), result });
const kept = (number: number) => ({
  ...{ number, commit: "e".repeat(40), tree: "f".repeat(40), message: "last", reason: "as_found" as const },
  ...{ filesChanged: 1, linesAdded: 1, linesRemoved: 0, warnings: [] },
});
const removed = (value: object = {}): Result => ({
  ok: true,
  value: { removed: true, kept: [], warnings: [], leftOut: [".env (ignored)"], ...value },
});

/** A worker that is done; its supervisor goes on. */
async function finish(): Promise<RunAt> {
  const worker = await beginWorker(of, await beginSupervisor(of));
  await stand(worker);
  await endTurn(of, worker);
  return worker;
}

test("what a daemon tells is listed with its task, and all together is counted", async () => {
  const worker = await finish();
  expect(await rowOf(worker)).toMatchObject({
    ...{ taskId: worker.taskId, taskName: "a task", taskStatus: "done", state: "standing", bytes: 1_000 },
    ...{ work: "unchanged", isCaptured: true, problem: null, removedAt: null },
    goesAt: someTime,
  });
  await stand(worker, 5_000);
  const { bytes, standing } = await listWorktrees(world, principal, { query: { limit: 1 } });
  expect([bytes >= 5_000, standing >= 1]).toEqual([true, true]);
  const other = await of.newOwner();
  expect((await listWorktrees(world, other, { query: { limit: 50 } })).items).toEqual([]);
  await say(worker, { kind: "worktrees", isWhole: true, standing: [], gone: [] });
  expect(await rowOf(worker)).toMatchObject({ state: "missing", bytes: 5_000 });
});

test("one of a task that nobody knows is not written down", async () => {
  const worker = await finish();
  const unknown = world.ids.next();
  await say(worker, {
    kind: "worktrees",
    isWhole: false,
    standing: [{ taskId: unknown, bytes: 1 }],
    gone: [unknown],
  });
  expect(await look(of, "select 1 from worktree where task_id = $1", [unknown])).toEqual([]);
});

test("it goes when its time is over, captured first, and its result stays what it was", async () => {
  const worker = await finish();
  await removeDue(world);
  expect(await rowOf(worker)).toMatchObject({ state: "standing" });
  await age(worker, "4 days");
  await removeDue(world);
  expect(await rowOf(worker)).toMatchObject({ state: "going" });
  await stand(worker, 7);
  expect(await rowOf(worker)).toMatchObject({ state: "going" });
  await answer(worker, "remove_worktree", removed({ kept: [kept(1)] }));
  expect(await rowOf(worker)).toMatchObject({
    state: "removed",
    checkpoint: { number: 1, commit: "e".repeat(40) },
    leftOut: [".env (ignored)"],
    isCaptured: true,
  });
  const [task] = await look(of, "select result_commit from task where id = $1", [worker.taskId]);
  expect(task).toEqual({ result_commit: null });
  expect(await eventsOf(of, worker.contractId, "worktree.removed")).toHaveLength(1);
  await say(worker, { kind: "worktrees", isWhole: false, standing: [], gone: [worker.taskId] });
  expect(await rowOf(worker)).toMatchObject({ state: "removed" });
});

test("an unmerged one stays longer; one that could not go says why and is left alone for an hour", async () => {
  const worker = await finish();
  await look(of, "update task set result_commit = $2 where id = $1", [worker.taskId, "d".repeat(40)]);
  await age(worker, "4 days");
  await removeDue(world);
  expect(await rowOf(worker)).toMatchObject({ state: "standing", work: "unmerged" });
  await age(worker, "11 days");
  await removeDue(world);
  await answer(
    worker,
    "remove_worktree",
    removed({ removed: false, warnings: ["nested/ is a repository of its own."] }),
  );
  expect(await rowOf(worker)).toMatchObject({
    state: "standing",
    problem: "It holds what no checkpoint can take: nested/ is a repository of its own.",
  });
  await removeDue(world);
  expect(await rowOf(worker)).toMatchObject({ state: "standing" });
  const { items } = await prune({ taskIds: [worker.taskId], evenWithLosses: true });
  expect(items).toMatchObject([{ goes: true }]);
  expect((await commandsTo(of, worker.daemonId, "remove_worktree")).at(-1)).toMatchObject({
    evenWithLosses: true,
  });
  await answer(worker, "remove_worktree", { ok: false, code: "DISK", message: "the disk is full" });
  expect(await rowOf(worker)).toMatchObject({ state: "standing", problem: "the disk is full" });
});

test("a person sees what would go before it goes, and what stays says why", async () => {
  const [merged, unmerged] = [await finish(), await finish()];
  await look(of, "update task set result_commit = $2 where id = $1", [unmerged.taskId, "d".repeat(40)]);
  const mine = (items: Awaited<ReturnType<typeof prune>>["items"]) =>
    [merged, unmerged].map(({ taskId }) => items.find((item) => item.taskId === taskId));
  expect(mine((await prune({ dryRun: true })).items)).toMatchObject([
    { goes: true, state: "standing" },
    { goes: false, why: "its result is not merged" },
  ]);
  expect(await rowOf(merged)).toMatchObject({ state: "standing" });
  expect(mine((await prune({ contractId: merged.contractId })).items)).toMatchObject([
    { goes: true },
    undefined,
  ]);
  expect(await rowOf(merged)).toMatchObject({ state: "going" });
  expect(mine((await prune({ unmerged: true })).items)[1]).toMatchObject({ goes: true });
});

test("what a person names and cannot go is refused, and nothing else goes with it", async () => {
  const worker = await finish();
  const busy = await beginSupervisor(of);
  await stand(busy);
  await expect(prune({ taskIds: [worker.taskId, busy.taskId] })).rejects.toMatchObject({
    code: "WORKTREE_IN_USE",
  });
  await expect(prune({ taskIds: [worker.taskId, world.ids.next()] })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(prune({ evenWithLosses: true })).rejects.toMatchObject({ code: "VALIDATION" });
  const other = await of.newOwner();
  await expect(
    pruneWorktrees(world, other, {
      body: { taskIds: [worker.taskId], unmerged: true, evenWithLosses: false, dryRun: false },
    }),
  ).rejects.toMatchObject({ code: "NOT_FOUND" });
  await look(of, "update daemon set status = 'offline' where id = $1", [worker.daemonId]);
  await expect(prune({ taskIds: [worker.taskId] })).rejects.toMatchObject({ code: "DAEMON_GONE" });
  await expect(restore(worker, "/x")).rejects.toMatchObject({ code: "DAEMON_GONE" });
  expect(await rowOf(worker)).toMatchObject({ state: "standing" });
});

test("it comes back from the trash can, and then stays for its whole time again", async () => {
  const worker = await finish();
  await age(worker, "4 days");
  await removeDue(world);
  await expect(restore(worker)).rejects.toMatchObject({ code: "WORKTREE_STANDS" });
  await answer(worker, "remove_worktree", removed());
  const back = restore(worker);
  await answer(worker, "return_worktree", { ok: true, value: { path: "/w", isWhole: true } });
  expect(await back).toEqual({ path: "/w", isWhole: true });
  expect(await rowOf(worker)).toMatchObject({ state: "standing", returnedAt: someTime });
  await removeDue(world);
  expect(await rowOf(worker)).toMatchObject({ state: "standing" });
  await expect(restore(worker)).rejects.toMatchObject({ code: "WORKTREE_STANDS" });
  expect(await eventsOf(of, worker.contractId, "worktree.returned")).toHaveLength(1);
});

test.each([
  ["CHECKOUT_STANDS", "WORKTREE_STANDS", "standing"],
  ["COMMIT_GONE", "COMMIT_GONE", "removed"],
  ["GIT_FAILED", "DAEMON_FAILED", "removed"],
])("a daemon that says %s is told as %s", async (code, told, state) => {
  const worker = await finish();
  await prune({ taskIds: [worker.taskId] });
  await answer(worker, "remove_worktree", removed());
  const back = restore(worker).catch((error: unknown) => error);
  await answer(worker, "return_worktree", { ok: false, code, message: "no" });
  expect(await back).toMatchObject({ code: told });
  expect(await rowOf(worker)).toMatchObject({ state });
});

test.each(["PATH_UNUSABLE", "PATH_NOT_EMPTY"])("files that are wanted elsewhere: %s", async (code) => {
  const worker = await finish();
  const copy = restore(worker, "/somewhere").catch((error: unknown) => error);
  await answer(worker, "return_worktree", { ok: false, code, message: "no" });
  expect(await copy).toMatchObject({ code });
  expect(await rowOf(worker)).toMatchObject({ state: "standing" });
});

test("a task that never ran, or that goes on, has nothing to bring back", async () => {
  const busy = await beginSupervisor(of);
  await expect(restore(busy)).rejects.toMatchObject({ code: "TASK_NOT_FINISHED" });
  const fresh = { ...busy, taskId: world.ids.next() };
  await addTask(of, {
    contractId: busy.contractId,
    taskId: fresh.taskId,
    parentTaskId: busy.taskId,
    name: "new",
  });
  await expect(restore(fresh)).rejects.toMatchObject({ code: "NEVER_RAN" });
  const other = await of.newOwner();
  await expect(
    restoreWorktree(world, other, { params: { id: busy.taskId }, body: {} }),
  ).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a person's checkpoint is made where the task is, and is its own kind", async () => {
  const busy = await beginSupervisor(of);
  const make = (at: RunAt, by = principal) =>
    createCheckpoint(world, by, { params: { id: at.taskId }, body: { message: "before lunch" } });
  const made = make(busy);
  const checkpoint = { ...kept(1), reason: "asked" as const, message: "before lunch" };
  await answer(busy, "make_checkpoint", { ok: true, value: { number: 1, made: checkpoint } });
  expect(await made).toEqual({ number: 1 });
  expect(
    await look(of, "select number, reason, message, epoch::int from checkpoint where task_id = $1", [
      busy.taskId,
    ]),
  ).toEqual([{ number: 1, reason: "asked", message: "before lunch", epoch: busy.epoch }]);
  await expect(make(await finish())).rejects.toMatchObject({ code: "TASK_FINISHED" });
  await expect(make(busy, await of.newOwner())).rejects.toMatchObject({ code: "NOT_FOUND" });
});
