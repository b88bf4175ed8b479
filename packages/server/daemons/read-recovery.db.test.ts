// How many interrupted runs are left, held and back, of one owner and of all.
import { beginSupervisor, endTurn, look, loseAgent, rounds } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { countInterrupted, readRecovery } from "./read-recovery.ts";

const of = await createTestWorld();
const { world, principal } = of;

test("those that are left, those that a person has to look at, and those that came back", async () => {
  const other = await of.newOwner();
  const runs = [await beginSupervisor(of), await beginSupervisor(of), await beginSupervisor(of)];
  for (const at of runs) {
    await endTurn(of, at);
    await loseAgent(of, at);
  }
  await look(of, `update task set blocked = '{"reason": "look"}' where id = $1`, [runs[0]?.taskId]);
  await look(of, "update task set not_before = app_now() + interval '1 hour' where id = $1", [
    runs[1]?.taskId,
  ]);
  await rounds.assign(of);
  expect(await readRecovery(world.db, principal.ownerId)).toEqual({ left: 1, held: 1, restored: 1 });
  expect(await readRecovery(world.db, other.ownerId)).toEqual({ left: 0, held: 0, restored: 0 });
  expect(await countInterrupted(world.db)).toEqual({ left: 1, held: 1 });
  await look(of, "update contract set status = 'paused' where id = $1", [runs[1]?.contractId]);
  expect(await countInterrupted(world.db)).toEqual({ left: 0, held: 1 });
});
