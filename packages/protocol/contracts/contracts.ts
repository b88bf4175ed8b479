// Contracts over HTTP: their shape and their endpoints.
import { EFFORTS } from "@makima/core/agent";
import { CONTRACT_STATUSES, CONTRACT_TYPES, PHASES } from "@makima/core/contract";
import { SUPERVISOR_STATES } from "@makima/core/supervisor";
import { z } from "zod";
import { endpoint } from "../http/endpoint.ts";
import {
  agentChoice,
  closed,
  count,
  flag,
  id,
  instruction,
  listOf,
  name,
  none,
  page,
  text,
  time,
} from "../shapes/shapes.ts";
import { usageShape } from "../usage/usage.ts";
import { carriedShape } from "./carried.ts";

const branchName = text({ min: 1, max: 250 });
const path = text({ min: 1, max: 4096 });

const repositoryInput = closed({
  path: path.optional(),
  url: text({ min: 1, max: 2048 }).optional(),
  baseBranch: branchName.optional(),
}).refine((value) => (value.path === undefined) !== (value.url === undefined), "give either path or url");

const reviewer = closed({
  agent: agentChoice,
  plan: instruction,
  when: z.enum(["each_merge", "phase_end"]),
});

/** By the agent's name without a model: a contract's agents may be several. */
const agentOptions = z
  .record(text({ min: 1, max: 100 }), closed({ effort: z.enum(EFFORTS).optional() }))
  .refine((value) => Object.keys(value).length <= 20, "names more than 20 agents");

const budget = closed({
  tokens: z.int().min(1).optional(),
  dollars: z.number().positive().optional(),
  minutes: z.number().positive().optional(),
});

const problem = z.object({ code: z.string(), message: z.string(), mend: z.string() });

export const contractShape = z.object({
  id,
  name: z.string(),
  goal: z.string(),
  type: z.enum(CONTRACT_TYPES),
  phase: z.enum(PHASES),
  status: z.enum(CONTRACT_STATUSES),
  repository: z.object({
    path: z.string().optional(),
    url: z.string().optional(),
    baseBranch: z.string().nullable(),
    daemonId: id.nullable(),
    check: z.enum(["pending", "ok", "failed"]),
    /** of the check; with a check that went well, of the newest fetch from a URL or push to it, which is tried again */
    problem: problem.nullable(),
    /** where the newest push left the branch at its URL; null for a path */
    pushed: z.object({ commit: z.string(), at: time }).nullable(),
  }),
  setup: z.string().nullable(),
  teardown: z.string().nullable(),
  copy: z.array(z.string()),
  delivery: z.enum(["branch", "push"]),
  /** what the repository brings for an agent (hooks, settings, MCP servers) runs */
  trustRepository: z.boolean(),
  includeUncommitted: z.boolean(),
  includeUntracked: z.boolean(),
  /** what of the person's uncommitted changes it begins with; null while nobody looked, or where it carries none */
  carried: carriedShape.nullable(),
  branch: z.string(),
  supervisorAgent: z.string(),
  workerAgent: z.string(),
  /** what is wanted of each agent, by its name; an agent that is not there works as it does by itself */
  agentOptions,
  reviewer: z
    .object({ agent: z.string(), plan: z.string(), when: z.enum(["each_merge", "phase_end"]) })
    .nullable(),
  phaseGuard: z.boolean(),
  budget: z
    .object({ tokens: z.number().optional(), dollars: z.number().optional(), minutes: z.number().optional() })
    .nullable(),
  /** of all its tasks; what its budget is compared with */
  usage: usageShape,
  priority: z.int().min(0).max(9),
  error: z.string().nullable(),
  supervisorTaskId: id.nullable(),
  supervisor: z
    .object({
      state: z.enum(SUPERVISOR_STATES),
      currentActivity: z.string(),
      progress: z.int().min(0).max(100),
      pendingQuestionsCount: count,
      lastActivity: time,
    })
    .nullable(),
  cursor: z.string().optional(),
  createdAt: time,
  updatedAt: time,
});
export type Contract = z.infer<typeof contractShape>;

const newContract = closed({
  name: name.optional(),
  goal: instruction,
  type: z.enum(CONTRACT_TYPES).default("simple"),
  repository: repositoryInput,
  supervisorAgent: agentChoice,
  workerAgent: agentChoice.optional(),
  agentOptions: agentOptions.default({}),
  reviewer: reviewer.optional(),
  phaseGuard: z.boolean().default(false),
  budget: budget.optional(),
  priority: z.int().min(0).max(9).default(5),
  setup: text({ max: 16_384 }).optional(),
  teardown: text({ max: 16_384 }).optional(),
  copy: z.array(path).max(100).default([]),
  delivery: z.enum(["branch", "push"]).default("branch"),
  /** begins from the base with the person's uncommitted changes on it, in one commit; of a repository by path */
  includeUncommitted: z.boolean().optional(),
  /** and with files that nobody has added to git, unless they are ignored */
  includeUntracked: z.boolean().optional(),
  autoStart: z.boolean().default(false),
  /** lets the hooks, settings and MCP servers that the repository brings for an agent run */
  trustRepository: z.boolean().default(false),
});
export type NewContract = z.infer<typeof newContract>;

const contractPatch = closed({
  name: name.optional(),
  goal: instruction.optional(),
  repository: closed({ baseBranch: branchName.optional() }).optional(),
  phaseGuard: z.boolean().optional(),
  budget: budget.nullable().optional(),
  priority: z.int().min(0).max(9).optional(),
  /** as a whole; each agent hears of it when its program starts the next time */
  agentOptions: agentOptions.optional(),
  /** for worktrees that have not had it; null: none */
  setup: text({ max: 16_384 }).nullable().optional(),
  teardown: text({ max: 16_384 }).nullable().optional(),
  delivery: z.enum(["branch", "push"]).optional(),
});
export type ContractPatch = z.infer<typeof contractPatch>;

const params = closed({ id });

export const contractEndpoints = {
  createContract: endpoint({
    method: "POST",
    path: "/contracts",
    summary: "Make a contract; its repository is checked by a daemon",
    scope: "owner",
    params: none,
    query: none,
    body: newContract,
    answer: contractShape,
    status: 201,
    errors: ["VALIDATION", "UNKNOWN_AGENT", "REPOSITORY_CHECK_FAILED", "NO_DAEMON"],
  }),
  listContracts: endpoint({
    method: "GET",
    path: "/contracts",
    summary: "The owner's contracts, newest change first",
    scope: "read",
    params: none,
    query: closed({
      ...page,
      status: z.enum(CONTRACT_STATUSES).optional(),
      phase: z.enum(PHASES).optional(),
      state: z.enum(SUPERVISOR_STATES).optional(),
      q: text({ min: 1, max: 200 }).optional(),
      archived: flag,
    }),
    body: none,
    answer: listOf(contractShape),
    status: 200,
    errors: ["VALIDATION", "INVALID_CURSOR"],
  }),
  getContract: endpoint({
    method: "GET",
    path: "/contracts/{id}",
    summary: "One contract",
    scope: "read",
    params,
    query: none,
    body: none,
    answer: contractShape,
    status: 200,
    errors: ["NOT_FOUND"],
  }),
  patchContract: endpoint({
    method: "PATCH",
    path: "/contracts/{id}",
    summary: "Change a contract; its goal and base branch only while it is a draft",
    scope: "owner",
    params,
    query: none,
    body: contractPatch,
    answer: contractShape,
    status: 200,
    errors: ["VALIDATION", "NOT_FOUND", "UNKNOWN_AGENT", "CONTRACT_OVER", "CONTRACT_STATUS"],
  }),
  archiveContract: endpoint({
    method: "DELETE",
    path: "/contracts/{id}",
    summary: "Archive a contract that is over; nothing is removed",
    scope: "owner",
    params,
    query: none,
    body: none,
    answer: contractShape,
    status: 200,
    errors: ["NOT_FOUND", "CONTRACT_STATUS"],
  }),
  startContract: endpoint({
    method: "POST",
    path: "/contracts/{id}/start",
    summary: "Start a contract, or go on with a paused one",
    scope: "owner",
    params,
    query: none,
    body: none,
    answer: contractShape,
    status: 200,
    errors: [
      "NOT_FOUND",
      "CONTRACT_STATUS",
      "CONTRACT_OVER",
      "REPOSITORY_CHECK_PENDING",
      "REPOSITORY_CHECK_FAILED",
    ],
  }),
  pauseContract: endpoint({
    method: "POST",
    path: "/contracts/{id}/pause",
    summary: "Let turns end, park all agents, begin nothing new",
    scope: "owner",
    params,
    query: none,
    body: none,
    answer: contractShape,
    status: 200,
    errors: ["NOT_FOUND", "CONTRACT_STATUS", "CONTRACT_OVER"],
  }),
  cancelContract: endpoint({
    method: "POST",
    path: "/contracts/{id}/cancel",
    summary: "Cancel a contract and all its tasks; their work is kept",
    scope: "owner",
    params,
    query: none,
    body: closed({ reason: text({ max: 2000 }).optional() }),
    answer: contractShape,
    status: 200,
    errors: ["NOT_FOUND", "CONTRACT_OVER"],
  }),
  changePhase: endpoint({
    method: "POST",
    path: "/contracts/{id}/phase",
    summary: "Move a contract to a later phase; the supervisor is told once",
    scope: "owner",
    params,
    query: none,
    body: closed({ phase: text({ min: 1, max: 40 }), feedback: text({ max: 16_384 }).optional() }),
    answer: contractShape,
    status: 200,
    errors: ["VALIDATION", "NOT_FOUND", "UNKNOWN_PHASE", "PHASE_ORDER", "CONTRACT_NOT_ACTIVE"],
  }),
};
