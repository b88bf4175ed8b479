// Lets time pass in a database: everything that makima decides by the clock asks `app_now()` there.
import { onDatabase, type TestDatabase } from "./database.ts";

/**
 * From now on the database is this far ahead of the real time, for example "1 day". Its connections are ended, since they would keep the old
 * time; programs connect again by themselves.
 */
export async function moveClock({ url, name }: TestDatabase, interval: string): Promise<void> {
  await onDatabase(url, async (client) => {
    const { rows } = await client.query<{ offset: string }>({
      text: "select (coalesce(nullif(current_setting('makima.clock_offset', true), ''), '0')::interval + $1::interval)::text as offset",
      values: [interval],
    });
    await client.query(`alter database ${name} set makima.clock_offset = '${rows[0]?.offset ?? "0"}'`);
    await client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
  });
}
