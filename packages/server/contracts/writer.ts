// The only writer of the contract table. Whoever runs one of these holds the contract's lock, creation aside.
import { statement } from "../db/database.ts";

export const INSERT_CONTRACT = statement(
  "insert-contract",
  `insert into contract (owner_id, id, name, goal, type, phase, repository_path, base_branch, branch, setup, teardown, copy, delivery,
     supervisor_agent, worker_agent, reviewer, phase_guard, budget, priority, auto_start, repository_url, trust_repository,
     include_uncommitted, include_untracked, agent_options)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13, $14, $15, $16::jsonb, $17, $18::jsonb, $19, $20, $21, $22, $23, $24, $25::jsonb)`,
);

export const SET_STATUS = statement(
  "set-contract-status",
  "update contract set status = $3, error = $4, updated_at = app_now() where owner_id = $1 and id = $2",
);

export const SET_PHASE = statement(
  "set-contract-phase",
  "update contract set phase = $3, updated_at = app_now() where owner_id = $1 and id = $2",
);

export const SET_SUPERVISOR_TASK = statement(
  "set-contract-supervisor-task",
  "update contract set supervisor_task_id = $3, updated_at = app_now() where owner_id = $1 and id = $2",
);

/** Where the newest merge left the branch, or, at a new home, where the newest bundle has it. */
export const SET_BRANCH_COMMIT = statement(
  "set-contract-branch-commit",
  "update contract set branch_commit = $3, updated_at = app_now() where owner_id = $1 and id = $2",
);

export const SET_HOME = statement(
  "set-contract-home",
  "update contract set daemon_id = $3, branch_commit = $4, updated_at = app_now() where owner_id = $1 and id = $2",
);

/** As the remote has it when the contract begins; who fetched it is its home. */
export const SET_BASE = statement(
  "set-contract-base",
  "update contract set base_commit = $3, daemon_id = $4, updated_at = app_now() where owner_id = $1 and id = $2",
);

export const SET_CHECK_OK = statement(
  "set-contract-check-ok",
  `update contract set repository_check = 'ok', repository_problem = null,
     repository_path = case when repository_url is null then $3 end, base_branch = $4, base_commit = $5,
     daemon_id = $6, carried = $7::jsonb, updated_at = app_now()
   where owner_id = $1 and id = $2`,
);

export const SET_CHECK_FAILED = statement(
  "set-contract-check-failed",
  `update contract set repository_check = 'failed', repository_problem = $3::jsonb, updated_at = app_now()
   where owner_id = $1 and id = $2`,
);

/** The fields that a person may change, each as it shall stand; a new base branch has to be checked again. */
export const CHANGE_CONTRACT = statement(
  "change-contract",
  `update contract set name = $3, goal = $4, base_branch = $5, phase_guard = $6, budget = $7::jsonb, priority = $8,
     setup = $10, teardown = $11, delivery = $12, agent_options = $13::jsonb,
     repository_check = case when $9 then 'pending' else repository_check end,
     repository_problem = case when $9 then null else repository_problem end,
     updated_at = app_now()
   where owner_id = $1 and id = $2`,
);

export const SET_BUDGET = statement(
  "set-contract-budget",
  "update contract set budget = $3::jsonb, updated_at = app_now() where owner_id = $1 and id = $2",
);

export const ARCHIVE_CONTRACT = statement(
  "archive-contract",
  `update contract set archived_at = coalesce(archived_at, app_now()), updated_at = app_now()
   where owner_id = $1 and id = $2`,
);
