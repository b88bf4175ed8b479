// What contracts want of their remotes: the base is fetched before they begin, the branch is pushed when it has moved, and what fails comes again later.
import { createContract, lockContract, setBranchCommit } from "@makima/server/contracts/contracts";
import { startContract } from "@makima/server/supervisors/supervisors";
import { answerHands } from "@makima/testkit/answer-hands";
import { addDaemon } from "@makima/testkit/contracts";
import { eventsOf } from "@makima/testkit/events";
import { look } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { beforeEach, expect, test } from "vitest";
import { deliverContract } from "../calls/calls.ts";
import { getContract } from "../contracts/contracts.ts";
import { beginContracts } from "./begin-contracts.ts";
import { checkRepositories } from "./check-repositories.ts";
import { tendRemotes } from "./tend-remotes.ts";

const of = await createTestWorld();
const { world, principal } = of;
const url = "https://example.org/a.git";
const [first, second] = ["a".repeat(40), "b".repeat(40)];
const problem = { code: "REMOTE_UNREACHABLE", message: "It is away.", mend: "Wait." };

beforeEach(async () => {
  await look(of, "update daemon set status = 'offline'");
  // Nothing more is done for those of the tests before.
  await look(of, "update contract set status = 'cancelled', delivery = 'branch'");
});

const round = () => tendRemotes.round(world);
const yes = (baseCommit: string) =>
  ({ ok: true, value: { ok: true, path: url, baseBranch: "main", baseCommit } }) as const;
const no = { ok: true, value: { ok: false, problem } } as const;
const show = (id: string) => getContract(world, principal, { params: { id } });
const laterOn = (id: string) =>
  look(of, "update remote set retry_at = app_now() where contract_id = $1", [id]);

/** A contract on the remote that was started while its home is online; its base is asked for. */
async function started(delivery: "branch" | "push" = "branch"): Promise<{ id: string; daemonId: string }> {
  const made = await createContract(world, principal, {
    body: {
      ...{ goal: "g", type: "simple", repository: { url }, supervisorAgent: "scripted", delivery },
      ...{
        phaseGuard: false,
        priority: 5,
        copy: [],
        agentOptions: {},
        trustRepository: false,
        autoStart: false,
      },
    },
  });
  const daemonId = await addDaemon(of, { status: "online" });
  await checkRepositories.round(world);
  await answerHands(of, { daemonId, kind: "check_repository", result: yes(first) });
  await startContract(world, principal, { params: { id: made.id } });
  await round();
  return { id: made.id, daemonId };
}

/** The same with its base fetched and a merge in its branch. */
async function merged(delivery: "branch" | "push"): Promise<{ id: string; daemonId: string }> {
  const at = await started(delivery);
  await answerHands(of, { daemonId: at.daemonId, kind: "fetch_base", result: yes(second) });
  await world.db.transaction(async (tx) => {
    const { ownerId } = await lockContract(tx, { ownerId: principal.ownerId, contractId: at.id });
    await setBranchCommit(tx, { ownerId, contractId: at.id, commit: first });
  });
  await round();
  return at;
}

test("a started contract begins when its base was fetched, and with that base", async () => {
  const { id, daemonId } = await started();
  await beginContracts.round(world);
  expect((await show(id)).supervisorTaskId).toBeNull();
  await answerHands(of, { daemonId, kind: "fetch_base", result: yes(second) });
  await beginContracts.round(world);
  expect((await show(id)).supervisorTaskId).not.toBeNull();
  const [row] = await look(of, "select base_commit, repository_path from contract where id = $1", [id]);
  expect(row).toEqual({ base_commit: second, repository_path: null });
});

test("what cannot be fetched is shown, told once, and asked for again after a pause", async () => {
  const { id, daemonId } = await started();
  await answerHands(of, { daemonId, kind: "fetch_base", result: no });
  expect((await show(id)).repository).toMatchObject({ check: "ok", problem });
  expect((await round()).did).toBe(0);
  await laterOn(id);
  await round();
  await answerHands(of, { daemonId, kind: "fetch_base", result: no });
  const told = await eventsOf(of, id, "contract.checked");
  expect(told.map(({ data }) => data["check"])).toEqual(["ok", "failed"]);
  await laterOn(id);
  await round();
  await answerHands(of, { daemonId, kind: "fetch_base", result: yes(second) });
  expect((await show(id)).repository.problem).toBeNull();
});

test("while its home is away, another daemon fetches the base and is the home then", async () => {
  const { id } = await started();
  await look(of, "update daemon set status = 'offline'");
  const other = await addDaemon(of, { status: "online" });
  await round();
  await answerHands(of, { daemonId: other, kind: "fetch_base", result: yes(second) });
  expect((await show(id)).repository.daemonId).toBe(other);
});

const delivered = { delivered: true, commit: first, ref: "refs/heads/makima/g", remote: url, note: null };
const rejection = { code: "PUSH_DECLINED", message: "No.", mend: "Ask." };
const rejected = { delivered: false, commit: first, isRejected: true, problem: rejection };

test("before the first merge there is nothing to deliver", async () => {
  const { id } = await started();
  await expect(deliverContract(world, principal, { params: { id } })).rejects.toMatchObject({
    code: "NOTHING_TO_DELIVER",
  });
});

test("nothing is pushed that nobody asked for", async () => {
  const at = await merged("branch");
  expect((await round()).did).toBe(0);
  const asked = deliverContract(world, principal, { params: { id: at.id } });
  await answerHands(of, { daemonId: at.daemonId, kind: "deliver", result: { ok: true, value: delivered } });
  expect(await asked).toEqual(delivered);
  expect((await show(at.id)).repository.pushed).toMatchObject({ commit: first });
});

test("with delivery: push it is pushed once for each commit; one that was rejected waits for a person", async () => {
  const { id, daemonId } = await merged("push");
  await answerHands(of, { daemonId, kind: "deliver", result: { ok: true, value: rejected } });
  await laterOn(id);
  expect((await round()).did).toBe(0);
  expect((await show(id)).repository.problem).toEqual(rejection);
  const asked = deliverContract(world, principal, { params: { id } });
  await answerHands(of, { daemonId, kind: "deliver", result: { ok: true, value: delivered } });
  await asked;
  expect((await round()).did).toBe(0);
  expect((await show(id)).repository.problem).toBeNull();
  expect(await eventsOf(of, id, "contract.delivered")).toHaveLength(1);
  expect(await eventsOf(of, id, "contract.undelivered")).toHaveLength(1);
});

test("a push that came to nothing, be it by a fault of the daemon's, comes again after a pause", async () => {
  const { id, daemonId } = await merged("push");
  const fault = { ok: false, code: "GIT_FAILED", message: "The disk." } as const;
  await answerHands(of, { daemonId, kind: "deliver", result: fault });
  expect((await round()).did).toBe(0);
  await laterOn(id);
  expect((await round()).did).toBe(1);
});
