// Every daemon is asked for a new contract's repository: one yes is enough, and a no counts when nobody is left who might say yes.
import { recordHands } from "@makima/server/calls/calls";
import { addDaemon, addDraft } from "@makima/testkit/contracts";
import { look } from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { beforeEach, expect, test } from "vitest";
import { checkRepositories } from "./check-repositories.ts";

const of = await createTestWorld();
const { world, principal } = of;

beforeEach(async () => {
  await look(of, "update daemon set status = 'offline'");
});

const online = () => addDaemon(of, { status: "online" });
// A draft waits for its check where a daemon is there: here the daemons come after it.
const draft = () => addDraft(of);
const round = () => checkRepositories.round(world);

const askedOf = async (contractId: string): Promise<string[]> => {
  const rows = await look<{ daemon_id: string }>(
    of,
    "select daemon_id from command where contract_id = $1 and kind = 'check_repository' order by created_at, id",
    [contractId],
  );
  return rows.map(({ daemon_id }) => daemon_id);
};

async function answer(contractId: string, daemonId: string, isThere: boolean): Promise<void> {
  const [command] = await look<{ id: string }>(
    of,
    "select id from command where contract_id = $1 and daemon_id = $2 and finished_at is null",
    [contractId, daemonId],
  );
  const problem = { code: "PATH_NOT_FOUND", message: "It is not there.", mend: "Look." };
  const value = isThere
    ? { ok: true, path: "/some/repository", baseBranch: "main", baseCommit: "1".repeat(40) }
    : { ok: false, problem };
  await recordHands(world, {
    ...{ ownerId: principal.ownerId, daemonId },
    record: { kind: "command_done", commandId: command?.id ?? "", result: { ok: true, value } },
  });
  await round();
}

const checkOf = async (contractId: string) => {
  const [row] = await look(
    of,
    "select repository_check as check, daemon_id as home from contract where id = $1",
    [contractId],
  );
  return row;
};

test("the one that has the path is the home, whoever was seen last", async () => {
  const contractId = await draft();
  const [having, newest] = [await online(), await online()];
  await round();
  await round();
  expect((await askedOf(contractId)).sort()).toEqual([having, newest].sort());
  await answer(contractId, newest, false);
  expect(await checkOf(contractId)).toEqual({ check: "pending", home: null });
  await answer(contractId, having, true);
  expect(await checkOf(contractId)).toEqual({ check: "ok", home: having });
});

test("a daemon that hangs is not waited for longer than a moment", async () => {
  const contractId = await draft();
  const [hung, other] = [await online(), await online()];
  await round();
  await answer(contractId, other, false);
  expect(await checkOf(contractId)).toEqual({ check: "pending", home: null });
  await look(of, "update command set created_at = created_at - interval '4 seconds' where daemon_id = $1", [
    hung,
  ]);
  await look(of, "update contract set updated_at = updated_at - interval '10 seconds' where id = $1", [
    contractId,
  ]);
  await round();
  expect(await checkOf(contractId)).toEqual({ check: "failed", home: null });
});

test("everybody's no is a no, and a repository that is looked at anew is asked for anew", async () => {
  const contractId = await draft();
  const [one, other] = [await online(), await online()];
  await round();
  await answer(contractId, one, false);
  await answer(contractId, other, false);
  expect(await checkOf(contractId)).toEqual({ check: "failed", home: null });
  await look(
    of,
    `update contract set repository_check = 'pending', repository_problem = null, updated_at = app_now() where id = $1`,
    [contractId],
  );
  await round();
  expect(await askedOf(contractId)).toHaveLength(4);
});

test("when a home is away, those that were not asked before are asked", async () => {
  const contractId = await draft();
  const home = await online();
  await round();
  await answer(contractId, home, true);
  await look(of, "update contract set status = 'active' where id = $1", [contractId]);
  const later = await online();
  await round();
  expect(await askedOf(contractId)).toEqual([home]);
  await look(of, "update daemon set status = 'offline' where id = $1", [home]);
  await round();
  await round();
  expect(await askedOf(contractId)).toEqual([home, later]);
});
