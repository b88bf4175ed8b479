// Kills a server at the boundary of a save point, and looks at all that is in the database before, after, and when it is done again.
import { bell } from "@makima/server/doorbell";
import { expect, onTestFinished } from "vitest";
import { createTestDatabase } from "./database.ts";
import { type Boundary, startCommitCutter } from "./ports/commit-cutter.ts";
import { look } from "./runs.ts";
import type { Prepare, SavePoint } from "./save-points.ts";
import { createTestWorld, type TestWorld } from "./world.ts";

type Traces = { version: number; rows: { name: string; count: number; hash: string | null }[] };
export type Killed = {
  before: Traces;
  afterKill: Traces;
  afterRetry: Traces;
  afterThird: Traces;
  rings: number;
};

/** Kills a server at the boundary of the save point, then has another do the same again, twice. */
export async function killAt(
  boundary: Boundary,
  of: { prepare: Prepare; savePoint: SavePoint; statement: string | undefined },
): Promise<Killed> {
  const database = await createTestDatabase();
  const here = await createTestWorld({ MAKIMA_PARK_AFTER_MS: "0" }, database);
  const cutter = await startCommitCutter(database.url);
  const behind = { ...database, url: cutter.url };
  const server = await createTestWorld(
    { MAKIMA_PARK_AFTER_MS: "0", MAKIMA_DATABASE_PATIENCE_MS: "0" },
    behind,
  );
  onTestFinished(async () => {
    await cutter.close();
    await Promise.all([here.close(), server.close()]);
    await database.drop();
  });
  const at = await of.prepare(here);
  let rings = 0;
  server.world.doorbell.listen(bell.contract(at.contractId), () => (rings += 1));
  const before = await traces(here);
  cutter.arm(boundary, of.statement);
  await expect(of.savePoint({ ...here, world: server.world }, at)).rejects.toThrow();
  expect(cutter.hasFired()).toBe(true);
  const afterKill = await traces(here);
  await of.savePoint(here, at);
  const afterRetry = await traces(here);
  await of.savePoint(here, at);
  return { before, afterKill, afterRetry, afterThird: await traces(here), rings };
}

/** How many rows of each table a save point has made. */
export const gain = ({ before, afterRetry }: Killed) =>
  afterRetry.rows.map(({ name, count }, place) => [name, count - (before.rows[place]?.count ?? 0)]);

/**
 * All that is in the database. A result that is asked for again is sent again, which is no effect; nor is `appended`, in which a statement
 * keeps what it has to return.
 */
async function traces(of: TestWorld): Promise<Traces> {
  const tables = await look<{ name: string }>(
    of,
    "select table_name as name from information_schema.tables where table_schema = 'public' order by 1",
  );
  const each = tables.map(
    ({
      name,
    }) => `select '${name}' as name, count(*)::int as count, md5(string_agg((to_jsonb(t) - 'appended')::text, '|' order by t::text)) as hash
      from ${name} t where '${name}' <> 'command' or to_jsonb(t) ->> 'kind' <> 'tool_result'`,
  );
  // Many tables are counted side by side, in no order of their own.
  const rows = await look<Traces["rows"][number]>(of, `${each.join(" union all ")} order by name`);
  const [saved] = await look<{ version: number }>(
    of,
    "select coalesce(max(version), 0)::int as version from supervisor",
  );
  return { version: saved?.version ?? 0, rows };
}
