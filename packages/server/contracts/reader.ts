// Contracts as rows: the columns of the table, and the ways to read one.
import type { ContractStatus, ContractType, Phase } from "@makima/core/contract";
import type { Contract } from "@makima/protocol/contracts";
import { Refusal } from "@makima/protocol/errors";
import { type Reader, statement, type Tx } from "../db/database.ts";

export type ContractRow = {
  ownerId: string;
  id: string;
  name: string;
  goal: string;
  type: ContractType;
  phase: Phase;
  status: ContractStatus;
  repositoryPath: string | null;
  repositoryUrl: string | null;
  baseBranch: string | null;
  baseCommit: string | null;
  daemonId: string | null;
  repositoryCheck: "pending" | "ok" | "failed";
  repositoryProblem: { code: string; message: string; mend: string } | null;
  branch: string;
  branchCommit: string | null;
  setup: string | null;
  teardown: string | null;
  copy: string[];
  delivery: "branch" | "push";
  includeUncommitted: boolean;
  includeUntracked: boolean;
  carried: Contract["carried"];
  supervisorAgent: string;
  workerAgent: string;
  agentOptions: Contract["agentOptions"];
  reviewer: Contract["reviewer"];
  phaseGuard: boolean;
  budget: Contract["budget"];
  priority: number;
  autoStart: boolean;
  trustRepository: boolean;
  supervisorTaskId: string | null;
  error: string | null;
  archivedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

export type ContractKey = { ownerId: string; contractId: string };

/** The columns of a ContractRow, of a table that the query calls c. */
export const CONTRACT_COLUMNS = `
  c.owner_id as "ownerId", c.id, c.name, c.goal, c.type, c.phase, c.status,
  c.repository_path as "repositoryPath", c.repository_url as "repositoryUrl", c.base_branch as "baseBranch",
  c.base_commit as "baseCommit", c.daemon_id as "daemonId", c.repository_check as "repositoryCheck",
  c.repository_problem as "repositoryProblem", c.branch, c.branch_commit as "branchCommit", c.setup, c.teardown, c.copy, c.delivery,
  c.include_uncommitted as "includeUncommitted", c.include_untracked as "includeUntracked", c.carried,
  c.supervisor_agent as "supervisorAgent", c.worker_agent as "workerAgent", c.agent_options as "agentOptions", c.reviewer,
  c.phase_guard as "phaseGuard", c.budget, c.priority, c.auto_start as "autoStart", c.trust_repository as "trustRepository",
  c.supervisor_task_id as "supervisorTaskId", c.error, c.archived_at as "archivedAt",
  c.created_at as "createdAt", c.updated_at as "updatedAt"`;

const LOAD_CONTRACT = statement(
  "load-contract",
  `select ${CONTRACT_COLUMNS} from contract c where c.owner_id = $1 and c.id = $2`,
);

const LOCK_CONTRACT = statement(
  "lock-contract",
  `select ${CONTRACT_COLUMNS} from contract c where c.owner_id = $1 and c.id = $2 for update`,
);

const LOCK_CONTRACT_OF_TASK = statement(
  "lock-contract-of-task",
  `select ${CONTRACT_COLUMNS} from contract c
   where c.owner_id = $1 and c.id = (select contract_id from task where owner_id = $1 and id = $2) for update`,
);

/** The contract of a task, whose own lock comes next; null where there is no such task. */
export const lockContractOfTask = (
  tx: Tx,
  { ownerId, taskId }: { ownerId: string; taskId: string },
): Promise<ContractRow | null> => tx.row<ContractRow>(LOCK_CONTRACT_OF_TASK, [ownerId, taskId]);

/** Throws NOT_FOUND, also for another owner's. */
export async function loadContract(reader: Reader, key: ContractKey): Promise<ContractRow> {
  return found(await reader.row<ContractRow>(LOAD_CONTRACT, [key.ownerId, key.contractId]));
}

/** The first lock of every operation that changes something of a contract. Throws NOT_FOUND. */
export async function lockContract(tx: Tx, key: ContractKey): Promise<ContractRow> {
  return found(await tx.row<ContractRow>(LOCK_CONTRACT, [key.ownerId, key.contractId]));
}

function found(row: ContractRow | null): ContractRow {
  if (row === null) throw new Refusal("NOT_FOUND", "there is no such contract");
  return row;
}
