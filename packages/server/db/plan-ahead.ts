// Plans on each new connection what somebody will wait for, so that nobody waits for the planning.
import type pg from "pg";
import { type Statement, statement } from "./statement.ts";

/** A read, and values with which it finds nothing. */
export type Planned = { statement: Statement; values: readonly unknown[] };

/** Tells logs, and whoever counts statements, what the ones behind it are for. */
const PLAN_AHEAD = statement("plan-ahead", "select 1");

/**
 * A plan belongs to its connection. It is made when the connection is given back for the first time, so that whoever opened it did not wait
 * either. All of it is sent at once: whoever takes the connection meanwhile comes behind its end.
 */
export function planAhead(
  pool: pg.Pool,
  of: { begin: string; planned: readonly Planned[]; onError: (error: Error) => void },
): void {
  if (of.planned.length === 0) return;
  const seen = new WeakSet<pg.PoolClient>();
  const ask = [{ statement: PLAN_AHEAD, values: [] }, ...of.planned];
  // Given back as broken: an error, or the true that a transaction says.
  pool.on("release", (broken: unknown, client) => {
    if (broken instanceof Error || broken === true || pool.ending || seen.has(client)) return;
    seen.add(client);
    const asked = [
      client.query(of.begin),
      ...ask.map(({ statement: { name, text }, values }) =>
        client.query({ name, text, values: [...values] }),
      ),
      client.query("rollback"),
    ];
    // What could not be planned now is planned when it is used.
    Promise.all(asked).catch(of.onError);
  });
}
