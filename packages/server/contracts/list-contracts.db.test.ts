// The list of contracts: its order, its filters, its pages.
import { addActiveContract, addDraft } from "@makima/testkit/contracts";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { listContracts } from "./contracts.ts";

const of = await createTestWorld();
const { world, principal } = of;
const drafts: string[] = [];
for (const goal of ["Warm feet", "100% wool", "Knit_socks"]) drafts.push(await addDraft(of, goal));
const { contractId: active } = await addActiveContract(of, "Shear sheep");

type Query = Partial<Parameters<typeof listContracts>[2]["query"]>;
const list = (query: Query) => listContracts(world, principal, { query: { limit: 50, ...query } });
const ids = async (query: Query) => (await list(query)).items.map(({ id }) => id);

test("the newest change comes first", async () => {
  expect(await ids({})).toEqual([active, ...drafts.toReversed()]);
});

test.each<[Query, readonly (string | undefined)[]]>([
  [{ status: "active" }, [active]],
  [{ status: "paused" }, []],
  [{ state: "initializing" }, [active]],
  [{ phase: "plan", q: "FEET" }, [drafts[0]]],
  [{ q: "%" }, [drafts[1]]],
  [{ q: "_" }, [drafts[2]]],
])("%j filters", async (query, found) => {
  expect(await ids(query)).toEqual(found);
});

test("pages follow each other without gap or repeat", async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ limit: 1, cursor });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(await ids({}));
});

test("a cursor is of no use to another query, another owner, or when it was made up", async () => {
  const cursor = (await list({ limit: 1 })).nextCursor ?? "";
  const forged = Buffer.from(JSON.stringify(["x", "now()", "1"])).toString("base64url");
  const other = await of.newOwner();
  for (const call of [
    () => list({ cursor, status: "draft" }),
    () => list({ cursor: forged }),
    () => list({ cursor: "%%%" }),
    () => list({ cursor: `${cursor.slice(0, -8)}AAAAAAAA` }),
    () => listContracts(world, other, { query: { limit: 1, cursor } }),
  ]) {
    await expect(call()).rejects.toMatchObject({ code: "INVALID_CURSOR" });
  }
});
