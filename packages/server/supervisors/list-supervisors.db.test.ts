// The list of supervisors: the newest activity first, by state, by open questions, by the contract's status.
import { addActiveContract, addDraft, addQuestion, setTask } from "@makima/testkit/contracts";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { lockContract } from "../contracts/contracts.ts";
import { SERVER } from "../journal/journal.ts";
import { getSupervisor, listSupervisors, pauseContract, saveSupervisor } from "./supervisors.ts";

const of = await createTestWorld();
const { world, principal } = of;

const working = await addActiveContract(of);
const asking = await addActiveContract(of);
const paused = await addActiveContract(of);
await setTask(of, { taskId: working.taskId, status: "running" });
await setTask(of, { taskId: asking.taskId, status: "waiting" });
await addQuestion(of, asking);
await pauseContract(world, principal, { params: { id: paused.contractId }, body: {} });
for (const { contractId } of [paused, asking, working]) {
  const key = { ownerId: principal.ownerId, contractId };
  await world.db.transaction(async (tx) => {
    await lockContract(tx, key);
    await saveSupervisor(tx, key, { actor: SERVER });
  });
}

type Query = Partial<Parameters<typeof listSupervisors>[2]["query"]>;
const list = (query: Query, who = principal) =>
  listSupervisors(world, who, { query: { limit: 50, contractStatus: "active", ...query } });

test.each<[Query, readonly string[]]>([
  [{}, [working.contractId, asking.contractId]],
  [{ state: "working" }, [working.contractId]],
  [{ pendingQuestions: true }, [asking.contractId]],
  [{ pendingQuestions: false }, [working.contractId]],
  [{ contractStatus: "paused" }, [paused.contractId]],
  [{ state: "failed" }, []],
])("%j", async (query, found) => {
  expect((await list(query)).items.map(({ contractId }) => contractId)).toEqual(found);
});

test("pages follow each other", async () => {
  const first = await list({ limit: 1 });
  const second = await list({ limit: 1, cursor: first.nextCursor ?? "" });
  expect([first, second].map(({ items }) => items[0]?.contractId)).toEqual([
    working.contractId,
    asking.contractId,
  ]);
  expect(second.nextCursor).toBeNull();
});

test("before its first run a contract has no supervisor", async () => {
  const id = await addDraft(of);
  await expect(getSupervisor(world, principal, { params: { id } })).rejects.toMatchObject({
    code: "NO_SUPERVISOR_STATE",
  });
});

test("another owner sees none of them", async () => {
  const other = await of.newOwner();
  expect((await list({}, other)).items).toEqual([]);
  const params = { id: working.contractId };
  await expect(getSupervisor(world, other, { params })).rejects.toMatchObject({ code: "NOT_FOUND" });
});
