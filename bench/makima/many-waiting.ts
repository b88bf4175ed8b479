// Thousands of supervisors that wait for a person, as rows: one that came to its question by the shipped programs, and copies of all its rows.
import { sleep } from "../ports/clock.ts";
import type { Connection } from "./open-store.ts";
import { type Product, startScripted } from "./product.ts";

const ASK = [{ ask: { question: "Which way?", choices: ["left", "right"] } }];

/** In the order of their foreign keys, with the columns that name rows of the same contract. */
const TABLES: readonly { name: string; of: "id" | "contract_id" | "task_id"; ids: readonly string[] }[] = [
  { name: "contract", of: "id", ids: ["id"] },
  { name: "journal", of: "contract_id", ids: ["contract_id"] },
  { name: "event", of: "contract_id", ids: ["contract_id", "task_id"] },
  { name: "task", of: "contract_id", ids: ["id", "contract_id"] },
  { name: "run", of: "task_id", ids: ["task_id"] },
  { name: "segment", of: "task_id", ids: ["id", "task_id"] },
  { name: "conversation", of: "task_id", ids: ["task_id", "contract_id", "segment_id"] },
  { name: "message", of: "task_id", ids: ["task_id"] },
  { name: "supervisor", of: "contract_id", ids: ["contract_id", "task_id"] },
  { name: "question", of: "task_id", ids: ["id", "contract_id", "task_id"] },
  { name: "tool_call", of: "task_id", ids: ["id", "task_id", "question_id"] },
  { name: "wait", of: "task_id", ids: ["id", "task_id", "tool_call_id", "question_id"] },
  { name: "delivery", of: "task_id", ids: ["id", "task_id", "question_id"] },
];

/** What is the same for all copies of a row, or new for each of them. */
const CONSTANT: Readonly<Record<string, string>> = {
  contract: "'supervisor_task_id', null",
  event: "'xact', pg_current_xact_id()",
};

/** Starts one, waits until its agent is parked, or idle, and copies it until there are so many. Resolves when all events are numbered. */
export async function plantWaiting(
  product: Product,
  { count, isParked }: { count: number; isParked: boolean },
): Promise<void> {
  const { connection } = product;
  const { contractId } = await startScripted(product, ASK);
  const end = isParked ? "r.status = 'ended'" : "r.status = 'idle'";
  const taskId = await until(async () => {
    const { rows } = await connection.query<{ id: string }>({
      text: `select s.task_id as id from supervisor s join run r on r.owner_id = s.owner_id and r.task_id = s.task_id
        where s.contract_id = $1 and s.state = 'waiting_for_user' and ${end}`,
      values: [contractId],
    });
    return rows[0]?.id;
  });
  // In one transaction: a contract without its supervisor would be given one.
  await connection.query("begin");
  for (const table of TABLES) await copy(connection, { table, count, contractId, taskId });
  await connection.query({
    text: `update contract c set supervisor_task_id = t.id from task t
      where c.supervisor_task_id is null and t.owner_id = c.owner_id and t.contract_id = c.id and t.kind = 'supervisor'`,
  });
  await connection.query("commit");
  await connection.query("vacuum analyze");
  await until(async () => {
    const { rows } = await connection.query<{ left: number }>(
      "select ((select count(*) from event) - (select count(*) from feed))::int as left",
    );
    return rows[0]?.left === 0 ? true : undefined;
  });
}

async function copy(
  connection: Connection,
  of: { table: (typeof TABLES)[number]; count: number; contractId: string; taskId: string },
): Promise<void> {
  const { table, count, contractId, taskId } = of;
  const fresh = table.ids.map((column) => `'${column}', ${copyOf(`x.${column}`)}`);
  const constant = CONSTANT[table.name];
  const changes = [...fresh, ...(constant === undefined ? [] : [constant])].join(", ");
  await connection.query({
    text: `insert into ${table.name} select (jsonb_populate_record(x, jsonb_build_object(${changes}))).*
      from ${table.name} x, generate_series(1, $1::int) n where x.${table.of} = $2`,
    values: [count - 1, table.of === "task_id" ? taskId : contractId],
  });
}

/** The same for the same id and number, so that the copies of rows name each other; it stays as old as it was. */
const copyOf = (id: string): string => `overlay(${id}::text placing lpad(to_hex(n), 12, '0') from 25)::uuid`;

export async function until<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(5);
  }
}
