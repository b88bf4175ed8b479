// What is acknowledged is committed, in order and without a hole, whatever order the commits come in.
import { expect, test } from "vitest";
import { createIntake } from "./record-intake.ts";

type Commit = { seq: number; done(): void; fail(error: Error): void };

/** An intake whose commits end when the test says so. */
function open() {
  const commits: Commit[] = [];
  const acknowledged: number[] = [];
  const failures: unknown[] = [];
  const intake = createIntake({
    commit: ({ seq }) => new Promise((resolve, reject) => commits.push({ seq, done: resolve, fail: reject })),
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
