// A database of its own for each system that is measured, in the one PostgreSQL of the run.
import { openDatabase } from "@makima/server/db/database";
import { sleep } from "./ports/clock.ts";

export type CreatedDatabase = { url: string; drop(): Promise<void> };

/** One that an earlier run left under this name is removed first. */
export async function createDatabase(postgresUrl: string, name: string): Promise<CreatedDatabase> {
  const database = `bench_${name.replaceAll("-", "_")}`;
  const drop = async () => {
    await execute(postgresUrl, `drop database if exists ${database} with (force)`);
  };
  await drop();
  await execute(postgresUrl, `create database ${database} template template0`);
  return { url: postgresUrl.replace(/\/[^/]*$/, `/${database}`), drop };
}

/** The version of the PostgreSQL, as it tells it. */
export async function postgresVersion(postgresUrl: string): Promise<string> {
  const [row] = await execute<{ server_version: string }>(postgresUrl, "show server_version");
  return row?.server_version ?? "unknown";
}

async function execute<Row extends Record<string, unknown>>(url: string, text: string): Promise<Row[]> {
  const db = openDatabase({ url, connections: 1, patienceMs: 0, sleep, onConnectionError: () => undefined });
  const client = await db.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
    await db.close();
  }
}
