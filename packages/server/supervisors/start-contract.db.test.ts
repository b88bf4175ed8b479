// A contract's way from draft to its end, as people go it: start, pause, go on, change, move the phase, cancel, archive.
import { addActiveContract, addCheckedDraft, addDraft } from "@makima/testkit/contracts";
import { eventsOf, typesOf } from "@makima/testkit/events";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import {
  archiveContract,
  getContract,
  listContracts,
  lockContract,
  moveContract,
  patchContract,
} from "../contracts/contracts.ts";
import { cancelContract, changePhase, pauseContract, startContract } from "./supervisors.ts";

const of = await createTestWorld();
const { world, principal } = of;
const paramsOf = (id: string) => ({ params: { id }, body: {} });

test("a draft starts when its repository is found good", async () => {
  const unchecked = await addDraft(of);
  await expect(startContract(world, principal, paramsOf(unchecked))).rejects.toMatchObject({
    code: "REPOSITORY_CHECK_PENDING",
  });
  const id = await addCheckedDraft(of);
  expect(await startContract(world, principal, paramsOf(id))).toMatchObject({ status: "active" });
  expect(await typesOf(of, id)).toEqual(["contract.created", "contract.checked", "contract.started"]);
});

test("a paused contract goes on with start", async () => {
  const { contractId: id } = await addActiveContract(of);
  expect(await pauseContract(world, principal, paramsOf(id))).toMatchObject({ status: "paused" });
  await expect(pauseContract(world, principal, paramsOf(id))).rejects.toMatchObject({
    code: "CONTRACT_STATUS",
  });
  expect(await startContract(world, principal, paramsOf(id))).toMatchObject({ status: "active" });
  expect((await typesOf(of, id)).filter((type) => type.startsWith("contract.")).slice(-2)).toEqual([
    "contract.paused",
    "contract.resumed",
  ]);
});

test("a cancelled contract says by whom and why, and is over", async () => {
  const { contractId: id } = await addActiveContract(of);
  const cancelled = await cancelContract(world, principal, { params: { id }, body: { reason: "too dear" } });
  expect(cancelled).toMatchObject({ status: "cancelled", error: "cancelled by a person: too dear" });
  for (const again of [
    () => cancelContract(world, principal, { params: { id }, body: {} }),
    () => startContract(world, principal, paramsOf(id)),
    () => patchContract(world, principal, { params: { id }, body: { name: "new" } }),
  ]) {
    await expect(again()).rejects.toMatchObject({ code: "CONTRACT_OVER" });
  }
});

test.each([
  ["complete", { summary: "done" }, { status: "completed", error: null }],
  ["fail", { reason: "no way" }, { status: "failed", error: "no way" }],
  ["fail", {}, { status: "failed", error: "failed by the agent" }],
] as const)("an agent's %s %j ends it", async (command, data, ended) => {
  const { contractId } = await addActiveContract(of);
  const key = { ownerId: principal.ownerId, contractId };
  await world.db.transaction(async (tx) => {
    const contract = await lockContract(tx, key);
    await moveContract(tx, { contract, command, actor: { kind: "agent", id: "a" }, data });
  });
  expect(await getContract(world, principal, paramsOf(contractId))).toMatchObject(ended);
});

test("what does not fit the status is refused as such", async () => {
  const contractId = await addDraft(of);
  const completed = world.db.transaction(async (tx) => {
    const contract = await lockContract(tx, { ownerId: principal.ownerId, contractId });
    await moveContract(tx, { contract, command: "complete", actor: { kind: "agent", id: "a" }, data: {} });
  });
  await expect(completed).rejects.toMatchObject({ code: "CONTRACT_NOT_ACTIVE" });
});

test("a person moves the phase forward, with feedback", async () => {
  const { contractId: id } = await addActiveContract(of);
  const move = (phase: string, feedback?: string) =>
    changePhase(world, principal, { params: { id }, body: { phase, feedback } });
  await expect(move("deploy")).rejects.toMatchObject({ code: "UNKNOWN_PHASE" });
  expect(await move("execute", "well planned")).toMatchObject({ phase: "execute" });
  await expect(move("plan")).rejects.toMatchObject({ code: "PHASE_ORDER" });
  expect(await eventsOf(of, id, "phase.")).toMatchObject([
    { actor: { kind: "person" }, data: { from: "plan", to: "execute", feedback: "well planned" } },
  ]);
  await pauseContract(world, principal, paramsOf(id));
  await expect(move("plan")).rejects.toMatchObject({ code: "CONTRACT_NOT_ACTIVE" });
});

test("the goal and the base branch change only in a draft, and the branch is looked at again", async () => {
  const id = await addCheckedDraft(of);
  const patch = (body: object) => patchContract(world, principal, { params: { id }, body });
  const changed = await patch({ goal: "Warmer", repository: { baseBranch: "next" }, budget: { tokens: 5 } });
  expect(changed).toMatchObject({
    goal: "Warmer",
    budget: { tokens: 5 },
    repository: { baseBranch: "next", check: "pending" },
  });
  expect(await patch({ budget: null, priority: 9 })).toMatchObject({
    budget: null,
    priority: 9,
    goal: "Warmer",
  });
  const before = await typesOf(of, id);
  await patch({});
  expect(await typesOf(of, id)).toEqual(before);

  const { contractId } = await addActiveContract(of);
  const late = patchContract(world, principal, { params: { id: contractId }, body: { goal: "Other" } });
  await expect(late).rejects.toMatchObject({ code: "CONTRACT_STATUS" });
});

test("what is done in fresh worktrees is mended while the contract goes on; a push is for a URL alone", async () => {
  const { contractId } = await addActiveContract(of);
  const patch = (body: object) => patchContract(world, principal, { params: { id: contractId }, body });
  expect(await patch({ setup: "npm ci", teardown: "true" })).toMatchObject({
    setup: "npm ci",
    teardown: "true",
  });
  expect(await patch({ setup: null })).toMatchObject({ setup: null, teardown: "true", delivery: "branch" });
  await expect(patch({ delivery: "push" })).rejects.toMatchObject({ code: "VALIDATION" });
});

test("a contract that is over is archived, a draft is cancelled with it, and an active one is not", async () => {
  const { contractId: active } = await addActiveContract(of);
  await expect(archiveContract(world, principal, paramsOf(active))).rejects.toMatchObject({
    code: "CONTRACT_STATUS",
  });
  const draft = await addDraft(of, "put away");
  expect(await archiveContract(world, principal, paramsOf(draft))).toMatchObject({ status: "cancelled" });
  await archiveContract(world, principal, paramsOf(draft));
  const idsOf = async (archived: boolean) =>
    (await listContracts(world, principal, { query: { limit: 200, archived } })).items.map(({ id }) => id);
  expect(await idsOf(true)).toEqual([draft]);
  expect(await idsOf(false)).not.toContain(draft);
});

test("another owner's contract does not exist", async () => {
  const { contractId: id } = await addActiveContract(of);
  const other = await of.newOwner();
  const calls = [
    () => getContract(world, other, paramsOf(id)),
    () => startContract(world, other, paramsOf(id)),
    () => pauseContract(world, other, paramsOf(id)),
    () => cancelContract(world, other, { params: { id }, body: {} }),
    () => changePhase(world, other, { params: { id }, body: { phase: "execute" } }),
    () => patchContract(world, other, { params: { id }, body: { name: "mine" } }),
    () => archiveContract(world, other, paramsOf(id)),
  ];
  for (const call of calls) await expect(call()).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect((await listContracts(world, other, { query: { limit: 50 } })).items).toEqual([]);
});
