// A write before which a daemon is asked something: sent again with its key, it asks again, and has one effect and one answer.
import { answerHands } from "@makima/testkit/answer-hands";
import { addCheckpoint } from "@makima/testkit/messages";
import { beginSupervisor, look } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { forkTask } from "../../../forks/forks.ts";
import { runOnce } from "./run-once.ts";

const of = await createTestWorld();
const { world, principal } = of;

test("a fork is made once", async () => {
  const { contractId, taskId, daemonId } = await beginSupervisor(of);
  await addCheckpoint(of, { taskId, number: 1 });
  const moment = { forkFromType: "checkpoint", forkFromValue: "1" } as const;
  const body = { ...moment, newTaskName: "fork", includeConversation: true, count: 1, dryRun: false };
  const plain = { ownerId: principal.ownerId, route: "forkTask", key: "once", status: 201, sealWith: null };
  const once = { ...plain, hash: Buffer.alloc(32), isAnswer: () => true };
  const send = async () => {
    const answer = runOnce(world.db, once, (db) =>
      forkTask({ ...world, db }, principal, { params: { id: taskId }, body }),
    );
    const value = { ok: true, files: [], filesTruncated: false };
    await answerHands(of, { daemonId, kind: "preview_rewind", result: { ok: true, value } });
    return answer;
  };
  const first = await send();
  expect(first).toMatchObject({ status: 201, body: { names: ["fork"] } });
  expect(await send()).toEqual(first);
  const forks = "select id from task where contract_id = $1 and name = 'fork'";
  expect(await look(of, forks, [contractId])).toHaveLength(1);
});
