// Reads the evidence that lies in the database, in one snapshot.
import type { Evidence, Rows } from "./evidence.ts";
import { CROSSING_KEYS, EVIDENCE_STATEMENTS, UNSOUND_PARTS } from "./evidence-statements.ts";

/** Whatever can run a statement: a connection of its own, or a database in this process. */
export type Querying = { query<Row>(text: string): Promise<{ rows: Row[] }> };

/** The rows, and what the database's own catalogue says. */
export async function readRows(
  client: Querying,
): Promise<Rows & Pick<Evidence, "crossings" | "databaseFaults">> {
  await client.query("begin isolation level repeatable read read only");
  const found: [string, unknown[]][] = [];
  for (const [name, text] of Object.entries(EVIDENCE_STATEMENTS)) {
    const { rows } = await client.query<Record<string, unknown>>(text);
    found.push([name, rows]);
  }
  const faults = async (text: string) =>
    (await client.query<{ fault: string }>(text)).rows.map(({ fault }) => fault);
  const crossings = await faults(CROSSING_KEYS);
  const databaseFaults = await faults(UNSOUND_PARTS);
  await client.query("commit");
  // Each statement names the columns of its rows.
  return { ...(Object.fromEntries(found) as Rows), crossings, databaseFaults };
}
