// A contract begins as a draft; what cannot work is refused by its field, and the answer waits for the check of the repository.

import type { Contract, NewContract } from "@makima/protocol/contracts";
import { addDaemon, addDraft, READY_AGENT } from "@makima/testkit/contracts";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { bell } from "../doorbell.ts";
import {
  awaitsBase,
  createContract,
  getContract,
  listContracts,
  lockContract,
  patchContract,
  recordRepositoryCheck,
} from "./contracts.ts";

const of = await createTestWorld();
const { world } = of;

const body: NewContract = {
  goal: "Warm feet\nfor everybody",
  type: "specification",
  repository: { path: "/some/repository" },
  supervisorAgent: "scripted",
  phaseGuard: false,
  priority: 5,
  copy: [],
  agentOptions: {},
  delivery: "branch",
  autoStart: true,
  trustRepository: false,
};

test("it is a draft with the first line of its goal for a name, and in the first phase of its type", async () => {
  const principal = await of.newOwner();
  const made = await createContract(world, principal, { body });
  expect(made).toMatchObject({
    name: "Warm feet",
    status: "draft",
    phase: "research",
    workerAgent: "scripted",
    repository: { path: "/some/repository", check: "pending", problem: null, daemonId: null },
    supervisor: null,
  });
  expect(made.branch).toBe(`makima/warm-feet-${made.id.slice(-8)}`);
  expect(await getContract(world, principal, { params: { id: made.id } })).toEqual(made);
});

test("a long first line is cut, between two characters", async () => {
  const made = await createContract(world, await of.newOwner(), {
    body: { ...body, goal: "🧦".repeat(100) },
  });
  expect(made.name).toBe("🧦".repeat(80));
});

test("a file: URL is a path", async () => {
  const repository = { url: "file:///some/my%20repository" };
  const made = await createContract(world, await of.newOwner(), { body: { ...body, repository } });
  expect(made.repository).toMatchObject({ path: "/some/my repository" });
});

test.each([
  [{ path: "some/repository" }, "repository.path"],
  [{ url: "https://me:secret@example.org/a.git" }, "repository.url"],
  [{ url: "http://example.org/a.git" }, "repository.url"],
  [{ url: "ext::sh-c" }, "repository.url"],
  [{ url: "file://elsewhere/a" }, "repository.url"],
  [{ url: "file:///a%2Fb" }, "repository.url"],
])("%j is refused by its field", async (repository, field) => {
  await expect(
    createContract(world, await of.newOwner(), { body: { ...body, repository } }),
  ).rejects.toMatchObject({
    code: "VALIDATION",
    details: { fields: [expect.objectContaining({ field })] },
  });
});

test("a remote's URL is kept as it is, and a push is for such a one alone", async () => {
  const principal = await of.newOwner();
  const url = "git@example.org:a/b.git";
  const remote: NewContract = { ...body, repository: { url }, delivery: "push" };
  const { id, repository } = await createContract(world, principal, { body: remote });
  expect(repository).toMatchObject({ url, check: "pending", pushed: null });
  expect(repository).not.toHaveProperty("path");
  expect(await awaitsBase(world.db, { ownerId: principal.ownerId, contractId: id })).toBe(true);
  await expect(
    createContract(world, principal, { body: { ...body, delivery: "push" } }),
  ).rejects.toMatchObject({ code: "VALIDATION", details: { fields: [{ field: "delivery" }] } });
});

test.each([
  [{ copy: [".env", "../elsewhere"] }, "copy.1"],
  [{ copy: ["/etc/passwd"] }, "copy.0"],
  [{ copy: [".git/config"] }, "copy.0"],
  [{ copy: [".env"], repository: { url: "https://example.org/a.git" } }, "copy"],
])("%j copies nothing from outside the repository", async (more, field) => {
  await expect(
    createContract(world, await of.newOwner(), { body: { ...body, ...more } }),
  ).rejects.toMatchObject({ details: { fields: [expect.objectContaining({ field })] } });
});

const broken = { ...READY_AGENT, name: "broken", ready: false, problem: "it exits at once" };

test("an agent that no daemon has is refused with those that there are", async () => {
  const principal = await of.newOwner();
  await addDaemon({ world, principal }, { agents: [READY_AGENT, broken] });
  const made = createContract(world, principal, { body: { ...body, workerAgent: "nobody" } });
  await expect(made).rejects.toMatchObject({
    code: "UNKNOWN_AGENT",
    message: 'there is no agent "nobody"; the agents are broken, scripted',
  });
});

test("an agent with a model is one that is there; the model is the agent's own matter", async () => {
  const principal = await of.newOwner();
  await addDaemon({ world, principal }, { agents: [READY_AGENT] });
  const made = await createContract(world, principal, { body: { ...body, supervisorAgent: "scripted:big" } });
  expect(made).toMatchObject({ supervisorAgent: "scripted:big", workerAgent: "scripted:big" });
  const unknown = createContract(world, principal, { body: { ...body, workerAgent: "nobody:big" } });
  await expect(unknown).rejects.toMatchObject({ code: "UNKNOWN_AGENT", details: { agent: "nobody" } });
});

test("an agent that cannot start is refused with its problem, unless another daemon can start it", async () => {
  const principal = await of.newOwner();
  const reviewer = { agent: "broken", plan: "look", when: "phase_end" as const };
  await addDaemon({ world, principal }, { agents: [READY_AGENT, broken] });
  await expect(createContract(world, principal, { body: { ...body, reviewer } })).rejects.toMatchObject({
    code: "UNKNOWN_AGENT",
    details: { problem: "it exits at once" },
  });
  await addDaemon({ world, principal }, { agents: [{ ...broken, ready: true }] });
  expect(await createContract(world, principal, { body: { ...body, reviewer } })).toMatchObject({ reviewer });
});

test("an effort is taken as far as a daemon says that the agent knows it, and changes later", async () => {
  const principal = await of.newOwner();
  const agents = [
    { ...READY_AGENT, name: "claude", efforts: ["low", "max"] },
    { ...READY_AGENT, name: "opencode", efforts: null },
  ];
  await addDaemon({ world, principal }, { agents });
  const make = (agentOptions: Contract["agentOptions"]) =>
    createContract(world, principal, { body: { ...body, supervisorAgent: "claude", agentOptions } });
  const options = { claude: { effort: "low" }, opencode: { effort: "minimal" } } as const;
  const made = await make(options);
  expect(made.agentOptions).toEqual(options);
  await expect(make({ claude: { effort: "minimal" } })).rejects.toMatchObject({
    code: "VALIDATION",
    details: { fields: [{ field: "agentOptions.claude.effort", message: "claude knows low, max" }] },
  });
  await expect(make({ nobody: {} })).rejects.toMatchObject({ code: "UNKNOWN_AGENT" });

  const change = (agentOptions: Contract["agentOptions"]) =>
    patchContract(world, principal, { params: { id: made.id }, body: { agentOptions } });
  expect(await change({ claude: { effort: "max" } })).toMatchObject({
    agentOptions: { claude: { effort: "max" } },
  });
  await expect(change({ claude: { effort: "minimal" } })).rejects.toMatchObject({ code: "VALIDATION" });
});

/** Settles the check of the next contract that is made, as a reconciler and a daemon would. */
function checkNext(ownerId: string, daemonId: string): Promise<void> {
  const checked = Promise.withResolvers<void>();
  const stop = world.doorbell.listen(bell.work, () => {
    stop();
    checked.resolve(check(ownerId, daemonId));
  });
  return checked.promise;
}

async function check(ownerId: string, daemonId: string): Promise<void> {
  const { items } = await listContracts(
    world,
    { ownerId, keyId: ownerId, scope: "owner" },
    { query: { limit: 1 } },
  );
  const contractId = items[0]?.id ?? "";
  await world.db.transaction(async (tx) => {
    const problem = { code: "EMPTY_REPOSITORY", message: "there is no commit", mend: "make one" };
    await recordRepositoryCheck(tx, {
      contract: await lockContract(tx, { ownerId, contractId }),
      daemonId,
      asked: { path: "/some/repository", baseBranch: null },
      outcome: { ok: false, problem },
    });
    tx.onCommit(() => world.doorbell.ring(bell.contract(contractId)));
  });
}

test("where a daemon is online the answer waits for its look at the repository", async () => {
  const principal = await of.newOwner();
  const daemonId = await addDaemon({ world, principal }, { status: "online" });
  const checked = checkNext(principal.ownerId, daemonId);
  const made = await createContract(world, principal, { body });
  await checked;
  expect(made.repository).toMatchObject({
    check: "failed",
    problem: { code: "EMPTY_REPOSITORY", mend: "make one" },
  });
});

test("a check of what the contract was before it was changed says nothing", async () => {
  const principal = await of.newOwner();
  const daemonId = await addDaemon({ world, principal });
  const contractId = await addDraft({ world, principal });
  const key = { ownerId: principal.ownerId, contractId };
  const taken = await world.db.transaction(async (tx) =>
    recordRepositoryCheck(tx, {
      contract: await lockContract(tx, key),
      daemonId,
      asked: { path: "/some/repository", baseBranch: "old" },
      outcome: { ok: true, path: "/some/repository", baseBranch: "old", baseCommit: "0".repeat(40) },
    }),
  );
  expect(taken).toBe(false);
  const shown = await getContract(world, principal, { params: { id: contractId } });
  expect(shown.repository.check).toBe("pending");
});
