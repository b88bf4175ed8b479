// Puts a contract with a task and a question straight into the tables, for tests that need them to be there and not how they came.
import type { Principal, World } from "@makima/server/world";
import { onDatabase, type TestDatabase } from "./database.ts";

export type PlantedRows = { contractId: string; taskId: string; questionId: string };

/** An active contract whose supervisor waits for an answer. */
export function plantContract(
  { url }: TestDatabase,
  ids: World["ids"],
  { ownerId }: Pick<Principal, "ownerId">,
): Promise<PlantedRows> {
  const [contractId, taskId, questionId, segmentId] = [ids.next(), ids.next(), ids.next(), ids.next()];
  return onDatabase(url, async (client) => {
    const run = (text: string, values: readonly unknown[]) => client.query(text, [...values]);
    // All at once: a server that runs beside it would begin a contract that has no supervisor yet.
    await client.query("begin");
    await run(
      `insert into contract (owner_id, id, name, goal, type, phase, status, repository_path, branch, supervisor_agent, worker_agent)
       values ($1, $2, 'planted', 'a goal', 'simple', 'plan', 'active', '/nowhere', 'makima/planted', 'none', 'none')`,
      [ownerId, contractId],
    );
    await run("insert into journal (owner_id, contract_id) values ($1, $2)", [ownerId, contractId]);
    await run(
      `insert into task (owner_id, id, contract_id, name, ref_name, plan, kind, status, agent, epoch, branch)
       values ($1, $2, $3, 'planted', 'planted', 'a plan', 'supervisor', 'waiting', 'none', 1, 'makima/planted')`,
      [ownerId, taskId, contractId],
    );
    await run("update contract set supervisor_task_id = $3 where owner_id = $1 and id = $2", [
      ownerId,
      contractId,
      taskId,
    ]);
    await run(
      "insert into segment (owner_id, id, task_id, start_seq, start_index, reason) values ($1, $2, $3, 1, 0, 'first')",
      [ownerId, segmentId, taskId],
    );
    await run(
      `insert into conversation (owner_id, task_id, contract_id, epoch, segment_id, segment_start_seq, segment_start_index)
       values ($1, $2, $3, 1, $4, 1, 0)`,
      [ownerId, taskId, contractId, segmentId],
    );
    await run(
      `insert into question (owner_id, id, contract_id, task_id, question, question_type)
       values ($1, $2, $3, $4, 'which?', 'general')`,
      [ownerId, questionId, contractId, taskId],
    );
    await run(
      "insert into supervisor (owner_id, contract_id, task_id, state, phase) values ($1, $2, $3, 'waiting_for_user', 'plan')",
      [ownerId, contractId, taskId],
    );
    await client.query("commit");
    return { contractId, taskId, questionId };
  });
}
