// Looks for a secret wherever it must not be: in the database, in what daemons have to say, and in what agents were told.
import type pg from "pg";
import type { Evidence } from "./evidence.ts";

/** The places where it is. */
export async function findSecret(
  client: pg.Client,
  { secret, evidence }: { secret: string; evidence: Pick<Evidence, "spools" | "agentLog"> },
): Promise<string[]> {
  const { rows: tables } = await client.query<{ name: string }>(
    "select quote_ident(relname) as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1",
  );
  const places: string[] = [];
  for (const { name } of tables) {
    const found = await client.query(`select 1 from ${name} t where position($1 in t::text) > 0 limit 1`, [
      secret,
    ]);
    if (found.rowCount === 1) places.push(`table ${name}`);
  }
  const isIn = (said: unknown): boolean => JSON.stringify(said).includes(secret);
  return [
    ...places,
    ...evidence.spools.filter(isIn).map(({ daemonId }) => `the spool of daemon ${daemonId}`),
    ...(evidence.agentLog.some(isIn) ? ["what agents were told"] : []),
  ];
}
