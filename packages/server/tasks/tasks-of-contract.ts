// The tasks of a contract that its supervisor made, in the order of their making.
import { isTaskOver, type TaskKind, type TaskStatus } from "@makima/core/task";
import { type Reader, statement } from "../db/database.ts";

export type TaskBrief = {
  taskId: string;
  name: string;
  kind: TaskKind;
  status: TaskStatus;
  summary: string | null;
  isOver: boolean;
};

const TASKS = statement(
  "tasks-of-contract",
  `select id as "taskId", name, kind, status, coalesce(summary, error) as summary from task
   where owner_id = $1 and contract_id = $2 and kind <> 'supervisor' order by created_at, id`,
);

export async function tasksOfContract(
  reader: Reader,
  of: { ownerId: string; contractId: string },
): Promise<TaskBrief[]> {
  const rows = await reader.rows<Omit<TaskBrief, "isOver">>(TASKS, [of.ownerId, of.contractId]);
  return rows.map((row) => ({ ...row, isOver: isTaskOver(row.status) }));
}
