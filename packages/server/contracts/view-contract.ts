// Contracts as people see them: the row, and in short how the supervisor stands.
import type { SupervisorState } from "@makima/core/supervisor";
import type { Usage } from "@makima/core/usage";
import type { Contract } from "@makima/protocol/contracts";
import { Refusal } from "@makima/protocol/errors";
import { type Reader, statement } from "../db/database.ts";
import { contractCursor } from "../journal/cursor.ts";
import { CONTRACT_COLUMNS, type ContractKey, type ContractRow } from "./reader.ts";
import { USAGE_COLUMN } from "./usage-column.ts";

export type ContractView = ContractRow & {
  supervisorState: SupervisorState | null;
  supervisorActivity: string;
  supervisorProgress: number;
  supervisorQuestions: number;
  supervisorLastActivity: Date;
  lastEvent: number;
  remoteProblem: Contract["repository"]["problem"];
  pushedCommit: string | null;
  pushedAt: Date | null;
  usage: Usage;
};

/** The columns of a ContractView and the tables that they come from; the contract is called c, its supervisor s. */
export const SELECT_VIEW = `
  select ${CONTRACT_COLUMNS}, s.state as "supervisorState", s.current_activity as "supervisorActivity",
    s.progress as "supervisorProgress", s.pending_questions as "supervisorQuestions",
    greatest(s.last_activity, said.created_at) as "supervisorLastActivity", coalesce(j.last_event, 0)::int as "lastEvent",
    ${USAGE_COLUMN} as usage, c.updated_at::text as place,
    r.problem as "remoteProblem", r.pushed_commit as "pushedCommit", r.pushed_at as "pushedAt"
  from contract c
  left join remote r on r.owner_id = c.owner_id and r.contract_id = c.id
  left join journal j on j.owner_id = c.owner_id and j.contract_id = c.id
  left join contract_usage u on u.owner_id = c.owner_id and u.contract_id = c.id
  left join supervisor s on s.owner_id = c.owner_id and s.contract_id = c.id
  left join conversation v on v.owner_id = s.owner_id and v.task_id = s.task_id
  left join message said on said.owner_id = v.owner_id and said.task_id = v.task_id and said.seq = v.last_seq`;

const VIEW_CONTRACT = statement("view-contract", `${SELECT_VIEW} where c.owner_id = $1 and c.id = $2`);

/** Throws NOT_FOUND, also for another owner's. */
export async function viewContract(reader: Reader, key: ContractKey): Promise<Contract> {
  const row = await reader.row<ContractView>(VIEW_CONTRACT, [key.ownerId, key.contractId]);
  if (row === null) throw new Refusal("NOT_FOUND", "there is no such contract");
  return showContract(row);
}

/** A row as the API shows it. */
export const showContract = (row: ContractView): Contract => ({
  id: row.id,
  name: row.name,
  goal: row.goal,
  type: row.type,
  phase: row.phase,
  status: row.status,
  repository: {
    ...(row.repositoryPath === null ? {} : { path: row.repositoryPath }),
    ...(row.repositoryUrl === null ? {} : { url: row.repositoryUrl }),
    baseBranch: row.baseBranch,
    daemonId: row.daemonId,
    check: row.repositoryCheck,
    problem: row.repositoryProblem ?? row.remoteProblem,
    pushed:
      row.pushedCommit === null || row.pushedAt === null
        ? null
        : { commit: row.pushedCommit, at: row.pushedAt.toISOString() },
  },
  setup: row.setup,
  teardown: row.teardown,
  copy: row.copy,
  delivery: row.delivery,
  includeUncommitted: row.includeUncommitted,
  includeUntracked: row.includeUntracked,
  carried: row.carried,
  branch: row.branch,
  trustRepository: row.trustRepository,
  supervisorAgent: row.supervisorAgent,
  workerAgent: row.workerAgent,
  agentOptions: row.agentOptions,
  reviewer: row.reviewer,
  phaseGuard: row.phaseGuard,
  budget: row.budget,
  usage: row.usage,
  priority: row.priority,
  error: row.error,
  supervisorTaskId: row.supervisorTaskId,
  supervisor:
    row.supervisorState === null
      ? null
      : {
          state: row.supervisorState,
          currentActivity: row.supervisorActivity,
          progress: row.supervisorProgress,
          pendingQuestionsCount: row.supervisorQuestions,
          lastActivity: row.supervisorLastActivity.toISOString(),
        },
  cursor: contractCursor({ contractId: row.id, event: row.lastEvent }),
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
