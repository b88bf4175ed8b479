// What is acknowledged is committed, in order and without a hole, whatever order the commits come in.
import { expect, test } from "vitest";
import { createIntake } from "./record-intake.ts";

type Commit = { seqs: number[]; seq: number; done(): void; fail(error: Error): void };

/** An intake whose commits end when the test says so. */
function open() {
  const commits: Commit[] = [];
  const acknowledged: number[] = [];
  const failures: unknown[] = [];
  const intake = createIntake({
    commit: (group) =>
      new Promise((resolve, reject) => {
        const seqs = group.map(({ seq }) => seq);
        commits.push({ seqs, seq: seqs[0] ?? 0, done: resolve, fail: reject });
      }),
    acknowledge: (upTo) => acknowledged.push(upTo),
    failed: (error) => failures.push(error),
  });
  const at = async (seq: number): Promise<Commit> => {
    await expect.poll(() => commits.some((commit) => commit.seq === seq)).toBe(true);
    const found = commits.find((commit) => commit.seq === seq);
    if (found === undefined) throw new Error(`${seq} is not under way`);
    return found;
  };
  return { intake, commits, acknowledged, failures, at };
}

const record = (seq: number, taskId: string) => ({
  seq,
  record: { kind: "tool_overdue" as const, taskId, epoch: 1, callKey: "k" },
});

test("records of different tasks are taken in side by side, and acknowledged without a hole", async () => {
  const { intake, acknowledged, at } = open();
  intake.take([record(1, "a"), record(2, "b"), record(3, "c")]);
  (await at(3)).done();
  (await at(2)).done();
  await expect.poll(() => intake.open()).toBe(3);
  expect(acknowledged).toEqual([]);
  (await at(1)).done();
  await intake.settled();
  expect(acknowledged).toEqual([3]);
  expect(intake.open()).toBe(0);
});

test("records of one task are taken in one after the other", async () => {
  const { intake, acknowledged, commits, at } = open();
  intake.take([record(1, "a"), record(2, "a")]);
  const first = await at(1);
  expect(commits).toHaveLength(1);
  first.done();
  (await at(2)).done();
  await intake.settled();
  expect(acknowledged).toEqual([1, 2]);
});

test("after a failure nothing more is committed or acknowledged", async () => {
  const { intake, acknowledged, commits, failures, at } = open();
  intake.take([record(1, "a"), record(2, "b"), record(3, "b")]);
  const [one, two] = [await at(1), await at(2)];
  const failure = new Error("the database is away");
  two.fail(failure);
  await expect.poll(() => failures).toEqual([failure]);
  one.done();
  await expect(intake.settled()).rejects.toThrow("could not be taken in");
  intake.take([record(4, "a")]);
  await expect(intake.settled()).rejects.toThrow("could not be taken in");
  expect(acknowledged).toEqual([]);
  expect(commits.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(failures).toHaveLength(1);
});

const printed = (seq: number, { taskId = "a", epoch = 1, text = "line" } = {}) => ({
  seq,
  record: {
    kind: "output" as const,
    taskId,
    epoch,
    pieces: [{ source: seq, stream: "tool" as const, toolCallId: null, text }],
  },
});

test("what a task printed in a row while another commit was under way is committed together", async () => {
  const { intake, acknowledged, commits, at } = open();
  intake.take([record(1, "a"), printed(2), printed(3), printed(4), record(5, "a"), printed(6)]);
  for (const seq of [1, 2, 5, 6]) (await at(seq)).done();
  await intake.settled();
  expect(commits.map(({ seqs }) => seqs)).toEqual([[1], [2, 3, 4], [5], [6]]);
  expect(acknowledged).toEqual([1, 4, 5, 6]);
});

test("never together: what two runs printed, or more than a statement is to hold", async () => {
  const { intake, commits, at } = open();
  const text = "x".repeat(300_000);
  intake.take([
    printed(1),
    printed(2, { epoch: 2 }),
    printed(3, { epoch: 2, text }),
    printed(4, { epoch: 2, text }),
  ]);
  for (const seq of [1, 2, 4]) (await at(seq)).done();
  await intake.settled();
  expect(commits.map(({ seqs }) => seqs)).toEqual([[1], [2, 3], [4]]);
});
