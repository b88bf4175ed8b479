// A contract that is asked for again while its repository is still looked at: one contract, and one answer.
import { statement } from "@makima/server/db/database";
import { addDaemon } from "@makima/testkit/contracts";
import { sendRaw } from "@makima/testkit/ports/send-raw";
import { startServer } from "@makima/testkit/server";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";

const FIND = statement("test-find-contracts", "select id from contract where owner_id = $1");
const RECORDS = statement(
  "test-count-records",
  "select status from idempotency where owner_id = $1 and route = 'createContract'",
);
const CHECK = statement(
  "test-check-contract",
  "update contract set repository_check = 'failed', repository_problem = $2 where owner_id = $1",
);

const PROBLEM = { code: "EMPTY_REPOSITORY", message: "there is no commit", mend: "make one" };

test("the repetition gets the answer of the first request, not how things stood when it came", async () => {
  const of = await createTestWorld();
  const { world, principal, apiKey, database } = of;
  const { ownerId } = principal;
  await addDaemon(of, { status: "online" });
  const server = await startServer({ database, apiKey });
  const body = JSON.stringify({ goal: "g", repository: { path: "/some" }, supervisorAgent: "scripted" });
  const headers = {
    authorization: `Bearer ${apiKey}`,
    "content-type": "application/json",
    "idempotency-key": "once",
  };
  const send = () => sendRaw(`${server.url}/api/v1/contracts`, { method: "POST", headers, body });

  const first = send();
  await expect.poll(() => world.db.rows(RECORDS, [ownerId]), { timeout: 10_000 }).toHaveLength(1);
  const again = send();
  // What answers at once would have answered by then.
  await Promise.race([again, world.clock.sleep(1_000)]);
  await world.db.transaction((tx) => tx.run(CHECK, [ownerId, PROBLEM]));

  const [one, other, later] = [await first, await again, await send()];
  expect(JSON.parse(one.body)).toMatchObject({ repository: { check: "failed", problem: PROBLEM } });
  expect(
    [other, later].map(({ status, body: said }) => ({ status, said: JSON.parse(said) as unknown })),
  ).toEqual(Array(2).fill({ status: 201, said: JSON.parse(one.body) as unknown }));
  expect(await world.db.rows(FIND, [ownerId])).toHaveLength(1);
});
