// What a daemon's hands did is recorded once, and told to whoever waits for it: an agent's call, or a person.
import { eventsOf } from "@makima/testkit/events";
import {
  beginSupervisor,
  beginWorker,
  call,
  callOf,
  endTurn,
  look,
  type RunAt,
  send,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import type { CommandResult } from "../daemons/daemons.ts";
import { mergeForPerson } from "./hands-for-person.ts";
import { recordHands } from "./record-hands.ts";

const of = await createTestWorld();
const { world, principal } = of;
const { ownerId } = principal;
const commit = "c".repeat(40);
const MERGED = { ok: true as const, value: { merged: true, commit, conflicts: [], delivered: null } };
const FAILED = { ok: false as const, code: "DISK", message: "the disk is full" };

/** A supervisor with a finished worker that has a result. */
async function begin(): Promise<{ boss: RunAt; worker: RunAt }> {
  const boss = await beginSupervisor(of);
  const worker = await beginWorker(of, boss);
  await endTurn(of, worker);
  await look(of, "update task set result_commit = $2 where id = $1", [worker.taskId, "d".repeat(40)]);
  return { boss, worker };
}

async function commandOf({ daemonId }: RunAt): Promise<string> {
  const find = () =>
    look<{ id: string }>(of, "select id from command where daemon_id = $1 and kind = 'merge'", [daemonId]);
  await expect.poll(find).toHaveLength(1);
  return (await find())[0]?.id ?? "";
}
const report = async (at: RunAt, result: CommandResult, daemonId = at.daemonId) => {
  const commandId = await commandOf(at);
  await recordHands(world, { ownerId, daemonId, record: { kind: "command_done", commandId, result } });
};
const ask = ({ boss, worker }: { boss: RunAt; worker: RunAt }) =>
  call(of, boss, { tool: "merge_task", input: { taskId: worker.taskId }, key: "merge" });

test("a merge is recorded once, and is the call's result", async () => {
  const both = await begin();
  expect((await ask(both)).status).toBe("open");
  await report(both.boss, MERGED);
  await report(both.boss, FAILED);
  expect(await callOf(of, both.boss, "merge")).toMatchObject({
    isError: false,
    result: { merged: true, commit },
  });
  expect(await eventsOf(of, both.boss.contractId, "task.merged")).toHaveLength(1);
});

test("an agent that never heard of its merge and asks again merges nothing twice", async () => {
  const { boss, worker } = await begin();
  for (const key of ["first", "again"]) {
    await call(of, boss, { tool: "merge_task", input: { taskId: worker.taskId }, key });
    const [command] = await look<{ id: string }>(
      of,
      "select id from command where daemon_id = $1 and kind = 'merge' and finished_at is null",
      [boss.daemonId],
    );
    const record = { kind: "command_done" as const, commandId: command?.id ?? "", result: MERGED };
    await recordHands(world, { ownerId, daemonId: boss.daemonId, record });
    expect(await callOf(of, boss, key)).toMatchObject({ result: { merged: true, commit } });
  }
  expect(await eventsOf(of, boss.contractId, "task.merged")).toHaveLength(1);
});

test("what had changed in the worktree at a merge is a checkpoint of its own, and the result", async () => {
  const both = await begin();
  await look(of, "update task set daemon_id = $2 where id = $1", [both.worker.taskId, both.boss.daemonId]);
  await ask(both);
  const id = await commandOf(both.boss);
  const [sent] = await look<{ keep: unknown }>(
    of,
    "select payload->'keep' as keep from command where id = $1",
    [id],
  );
  expect(sent?.keep).toMatchObject({ number: 1 });
  const kept = {
    ...{ number: 1, commit: "b".repeat(40), tree: "f".repeat(40), message: "m", reason: "merge" as const },
    ...{ filesChanged: 1, linesAdded: 1, linesRemoved: 0, warnings: [] },
  };
  await report(both.boss, { ok: true, value: { ...MERGED.value, kept } });
  const rows = await look(
    of,
    `select k.reason, k.number, k.commit = t.result_commit as "isResult"
     from checkpoint k join task t on t.owner_id = k.owner_id and t.id = k.task_id where t.id = $1`,
    [both.worker.taskId],
  );
  expect(rows).toEqual([{ reason: "merge", number: 1, isResult: true }]);
});

test("another daemon's report changes nothing", async () => {
  const both = await begin();
  await ask(both);
  await report(both.boss, MERGED, world.ids.next());
  expect((await callOf(of, both.boss, "merge")).status).toBe("open");
});

test("hands that could not do it tell the agent why", async () => {
  const both = await begin();
  await ask(both);
  await report(both.boss, FAILED);
  expect(await callOf(of, both.boss, "merge")).toMatchObject({ isError: true, result: { code: "DISK" } });
});

test("a report that is none of its command's is unfit, and the daemon's other records go on", async () => {
  const both = await begin();
  await ask(both);
  const commandId = await commandOf(both.boss);
  const result = { ok: true as const, value: { merged: "perhaps" } };
  const record = { kind: "command_done" as const, commandId, result };
  await expect(recordHands(world, { ownerId, daemonId: both.boss.daemonId, record })).rejects.toThrow();
  expect(await send(of, both.boss, { kind: "tool_overdue", callKey: "merge" })).toBe("taken");
});

test("a person is told why the hands could not do it", async () => {
  const { boss, worker } = await begin();
  const merging = mergeForPerson(world, principal, { params: { id: worker.taskId } });
  await Promise.all([
    expect(merging).rejects.toMatchObject({ code: "DAEMON_FAILED", details: { code: "DISK" } }),
    report(boss, FAILED),
  ]);
});

test("without a daemon that has the repository there is nobody to do it", async () => {
  const both = await begin();
  await look(
    of,
    "update contract set daemon_id = null, base_commit = null, repository_check = 'pending' where id = $1",
    [both.boss.contractId],
  );
  expect(await ask(both)).toMatchObject({ isError: true, result: { code: "NO_DAEMON" } });
});
