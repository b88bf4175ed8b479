// Rows that a stream tells: events, messages and output of a planted contract, one after another.
import { appendEvents, SERVER } from "@makima/server/journal/journal";
import { onDatabase } from "./database.ts";
import { type PlantedRows, plantContract } from "./rows.ts";
import type { TestWorld } from "./world.ts";

export const plantStreamRows = ({ database, world, principal }: TestWorld): Promise<PlantedRows> =>
  plantContract(database, world.ids, principal);

/** An event, a message and a piece of output for each number from 1 on. */
export async function writeStreamRows(here: TestWorld, rows: PlantedRows, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    await say(here, rows, number);
    const data = { name: "planted", progress: number % 100 };
    await appendStreamEvent(here, rows, { type: "task.progressed", data });
  }
}

type Appended = {
  type: "task.progressed" | "task.waiting" | "question.asked" | "supervisor.state_changed";
  data: object;
};

export async function appendStreamEvent(
  { world: { db, doorbell }, principal: { ownerId } }: TestWorld,
  { contractId, taskId }: PlantedRows,
  { type, data }: Appended,
): Promise<void> {
  await db.transaction((tx) =>
    appendEvents(tx, { ownerId, contractId }, [
      { type, actor: SERVER, taskId, phase: "plan", data: { ...data } },
    ]),
  );
  doorbell.ring(`contract:${contractId}`);
}

function say(
  { principal: { ownerId }, database: { url } }: TestWorld,
  { taskId }: PlantedRows,
  number: number,
): Promise<void> {
  const of = [ownerId, taskId, number];
  return onDatabase(url, async (database) => {
    await database.query("begin");
    await database.query({
      text: "update conversation set last_seq = $3, last_output = $3 where owner_id = $1 and task_id = $2",
      values: of,
    });
    await database.query({
      text: "insert into message (owner_id, task_id, seq, epoch, phase, role, content) values ($1, $2, $3, 1, 'plan', 'assistant', 'said')",
      values: of,
    });
    await database.query({
      text: "insert into output (owner_id, task_id, seq, epoch, stream, text) values ($1, $2, $3, 1, 'agent', 'printed')",
      values: of,
    });
    await database.query("commit");
  });
}
