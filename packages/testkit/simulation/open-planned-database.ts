// An in-memory database whose statements are planned: planning them anew took each schedule a quarter of its time.
import { MemoryDatabase } from "./memory-database.ts";
import { runSchedule } from "./run-schedule.ts";
import type { DaemonKeys } from "./set-up.ts";

/** They ask nearly all that schedules ask; the same ones everywhere, so that each schedule begins with the same bytes. */
const TEACHING_SEEDS = Array.from({ length: 12 }, (_, place) => place + 1);

export async function openPlannedDatabase(keys: DaemonKeys): Promise<MemoryDatabase> {
  const database = await MemoryDatabase.open();
  for (const seed of TEACHING_SEEDS) await runSchedule({ seed, database, keys });
  database.plan();
  return database;
}
