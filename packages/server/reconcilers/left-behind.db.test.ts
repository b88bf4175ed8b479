// What stays on a machine that is away: it is told, and in nobody's way.
import {
  addHaving,
  beginAhead,
  bundle,
  checkpoint,
  commit,
  hideMachines,
  loseMachine,
  placeOf,
} from "@makima/testkit/lost-machines";
import { beginSupervisor, commandsTo, look, promptsOf, type RunAt, taskOf } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { beforeEach, expect, test } from "vitest";

const of = await createTestWorld();

beforeEach(() => hideMachines(of));

/** The command that begins it on another machine. */
async function startElsewhere(run: RunAt) {
  const other = await addHaving(of, run);
  expect(await placeOf(of, run)).toBe(other);
  return (await commandsTo(of, other, "start_run"))[0];
}

test("what had not come is left behind, named to the agent, and its number is not used again", async () => {
  const run = await beginSupervisor(of);
  for (const number of [1, 2, 3]) await checkpoint(of, run, number);
  await bundle(of, run, 2);
  await loseMachine(of, run);
  const start = await startElsewhere(run);
  expect(start).toMatchObject({
    ...{ checkpoint: { number: 2, commit: commit("2") }, lastCheckpoint: 3, isMoved: true, isHome: false },
  });
  const left = await look(
    of,
    "select number, left_on from checkpoint where task_id = $1 and left_on is not null",
    [run.taskId],
  );
  expect(left).toEqual([{ number: 3, left_on: run.daemonId }]);
  const [{ result } = { result: null }] = await look<{ result: string }>(
    of,
    "select result_commit as result from task where id = $1",
    [run.taskId],
  );
  expect(result).toBe(commit("2"));
  expect((await promptsOf(of, run.taskId)).at(-1)).toMatch(
    /Work after checkpoint 2 \(\S+Z\) is on machine a machine and not here\./,
  );
  expect((await taskOf(of, run.taskId)).restorations).toBe(1);
});

test("a checkpoint that was to be gone back to and stayed on a lost machine is not asked for elsewhere", async () => {
  const run = await beginAhead(of);
  await look(
    of,
    "update task set restore_checkpoint_id = (select id from checkpoint where task_id = $1 and number = 2) where id = $1",
    [run.taskId],
  );
  await loseMachine(of, run);
  const start = await startElsewhere(run);
  expect(start).toMatchObject({ checkpoint: { commit: commit("1") }, restoreTo: null, isMoved: true });
});

test("a task that is held for a person leaves nothing behind: its machine may be back before the answer", async () => {
  const run = await beginAhead(of);
  await loseMachine(of, run);
  await look(of, "update task set crashes = 100 where id = $1", [run.taskId]);
  await addHaving(of, run);
  expect(await placeOf(of, run)).toBeNull();
  const standing = await look(
    of,
    `select t.blocked is not null as held, t.result_commit as result, k.left_on from task t
     join checkpoint k on k.owner_id = t.owner_id and k.task_id = t.id and k.number = 2 where t.id = $1`,
    [run.taskId],
  );
  expect(standing).toEqual([{ held: true, result: commit("2"), left_on: null }]);
});

test("what a task has gone on without binds it to no drained daemon", async () => {
  const run = await beginSupervisor(of);
  await checkpoint(of, run, 1);
  await loseMachine(of, run);
  const other = await addHaving(of, run);
  expect(await placeOf(of, run)).toBe(other);
  await look(of, "update daemon set drain_asked_at = app_now() where id = $1", [run.daemonId]);
  await loseMachine(of, { ...run, daemonId: other });
  const third = await addHaving(of, run);
  expect(await placeOf(of, run)).toBe(third);
});
