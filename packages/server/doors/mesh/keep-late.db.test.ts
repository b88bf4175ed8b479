// What a run still says after it was fenced off: kept with the run and nowhere else, once, and told of once.
import { addDaemon } from "@makima/testkit/contracts";
import { eventsOf } from "@makima/testkit/events";
import { beginSupervisor, look, type RunAt, send } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { listLate } from "../../history/history.ts";
import { tellLateRuns } from "../../reconcilers/tell-late.ts";
import { takeRecord } from "./take-record.ts";

const of = await createTestWorld();
const plain = { toolCallId: null, toolName: null, isError: false, truncated: false, durationMs: null };
const said = (...sources: number[]) => ({
  kind: "messages" as const,
  messages: sources.map((source) => ({
    source,
    role: "assistant" as const,
    content: `said ${source}`,
    ...plain,
  })),
});
const made = (number: number, commit: string) => ({
  kind: "checkpoint" as const,
  checkpoint: {
    ...{
      number,
      commit: commit.repeat(40),
      tree: "b".repeat(40),
      message: "as it stood",
      reason: "turn_end" as const,
    },
    ...{ filesChanged: 1, linesAdded: 1, linesRemoved: 0, warnings: [] },
  },
});

async function fence({ taskId }: RunAt): Promise<void> {
  await look(of, "update task set epoch = epoch + 1 where id = $1", [taskId]);
  await look(
    of,
    "update conversation set epoch = epoch + 1, last_source = 0, last_output_source = 0 where task_id = $1",
    [taskId],
  );
}

const lateOf = (at: RunAt, query: { limit: number; cursor?: string } = { limit: 50 }) =>
  listLate(of.world, of.principal, { params: { id: at.taskId }, query });

test("it is in the list of the old run, with the daemon where its work lies, and nowhere else", async () => {
  const at = await beginSupervisor(of);
  await fence(at);
  const events = await eventsOf(of, at.contractId);
  for (const record of [said(1), made(1, "a")]) expect(await send(of, at, record)).toBe("fenced");
  const { items } = await lateOf(at);
  expect(items.map(({ epoch, seq, kind, daemon }) => [epoch, seq, kind, daemon.id])).toEqual([
    [1, 1, "messages", at.daemonId],
    [1, 2, "checkpoint", at.daemonId],
  ]);
  expect(items[1]?.data).toMatchObject({ checkpoint: { number: 1, commit: "a".repeat(40) } });
  expect(await look(of, "select 1 from checkpoint where task_id = $1", [at.taskId])).toEqual([]);
  expect(
    await look(of, "select 1 from message where task_id = $1 and source is not null", [at.taskId]),
  ).toEqual([]);
  expect(await eventsOf(of, at.contractId)).toEqual(events);
});

test("what was committed before the run was fenced off is not late when it is sent again", async () => {
  const at = await beginSupervisor(of);
  const output = (...sources: number[]) => ({
    kind: "output" as const,
    pieces: sources.map((source) => ({
      source,
      stream: "agent" as const,
      toolCallId: null,
      text: `piece ${source}`,
    })),
  });
  for (const record of [said(1, 2), output(1), made(1, "a")]) await send(of, at, record);
  await fence(at);
  for (const record of [said(1, 2), said(2, 3), output(1, 2), made(1, "a"), made(2, "c")])
    await send(of, at, record);
  const { items } = await lateOf(at);
  expect(items.map(({ data }) => data)).toMatchObject([
    { messages: [{ source: 3 }] },
    { pieces: [{ source: 2 }] },
    { checkpoint: { number: 2 } },
  ]);
});

test("a record that is sent twice is kept once, also from two connections at once", async () => {
  const at = await beginSupervisor(of);
  await fence(at);
  const from = {
    ownerId: of.principal.ownerId,
    daemonId: at.daemonId,
    seq: 1_000_001,
    record: { ...said(1), taskId: at.taskId, epoch: at.epoch },
  };
  await Promise.all(Array.from({ length: 8 }, () => takeRecord(of.world, from)));
  await takeRecord(of.world, { ...from, seq: 1_000_002, record: { ...from.record, ...said(2) } });
  expect((await lateOf(at)).items.map(({ seq }) => seq)).toEqual([1, 2]);
});

test("a daemon leaves nothing with a run that was never its own", async () => {
  const at = await beginSupervisor(of);
  await fence(at);
  const stranger = await addDaemon(of, { status: "online" });
  expect(await send(of, { ...at, daemonId: stranger }, said(1))).toBe("fenced");
  expect((await lateOf(at)).items).toEqual([]);
});

test("people are told once for each run, when no more comes", async () => {
  const at = await beginSupervisor(of);
  await fence(at);
  await send(of, at, said(1));
  await send(of, at, said(2));
  const told = async () => (await eventsOf(of, at.contractId)).filter(({ type }) => type === "run.late");
  await tellLateRuns.round(of.world);
  expect(await told()).toEqual([]);
  await look(of, "update run set last_late_at = last_late_at - interval '1 minute' where task_id = $1", [
    at.taskId,
  ]);
  await Promise.all([tellLateRuns.round(of.world), tellLateRuns.round(of.world)]);
  expect((await told()).map(({ data }) => [data["epoch"], data["count"]])).toEqual([[1, 2]]);
  await send(of, at, said(3));
  await tellLateRuns.round(of.world);
  expect(await told()).toHaveLength(1);
});

test("the list goes on from its cursor, is append-only, and is nobody else's", async () => {
  const at = await beginSupervisor(of);
  await fence(at);
  for (const source of [1, 2, 3]) await send(of, at, said(source));
  const first = await lateOf(at, { limit: 2 });
  const rest = await lateOf(at, { limit: 2, cursor: first.nextCursor ?? "" });
  expect([first, rest].map(({ items }) => items.map(({ seq }) => seq))).toEqual([[1, 2], [3]]);
  for (const text of ["update late set kind = 'x'", "delete from late"]) {
    await expect(look(of, text)).rejects.toMatchObject({ code: "23001" });
  }
  const other = await of.newOwner();
  const asked = listLate(of.world, other, { params: { id: at.taskId }, query: { limit: 50 } });
  await expect(asked).rejects.toMatchObject({ code: "NOT_FOUND" });
});
