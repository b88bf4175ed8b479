// Supervisor states over HTTP.
import { CONTRACT_STATUSES, PHASES } from "@makima/core/contract";
import { QUESTION_TYPES } from "@makima/core/question";
import { RESTORATION_SOURCES, SUPERVISOR_STATES } from "@makima/core/supervisor";
import { z } from "zod";
import { endpoint } from "../http/endpoint.ts";
import { closed, count, flag, id, listOf, none, page, time } from "../shapes/shapes.ts";

export const supervisorShape = z.object({
  contractId: id,
  supervisorTaskId: id,
  daemonId: id.nullable(),
  epoch: count,
  version: count,
  state: z.enum(SUPERVISOR_STATES),
  currentActivity: z.string(),
  progress: z.int().min(0).max(100),
  errorMessage: z.string().nullable(),
  phase: z.enum(PHASES),
  spawnedTaskIds: z.array(id),
  pendingTaskIds: z.array(id),
  pendingQuestions: z.array(
    z.object({
      id,
      question: z.string(),
      choices: z.array(z.string()),
      multiSelect: z.boolean(),
      context: z.string().nullable(),
      questionType: z.enum(QUESTION_TYPES),
      askedAt: time,
    }),
  ),
  messageCount: count,
  restorationCount: count,
  lastRestoredAt: time.nullable(),
  restorationSource: z.enum(RESTORATION_SOURCES).nullable(),
  lastActivity: time,
  /** what its daemon said of the newest run; asked for one supervisor alone, null when nothing was said yet */
  heartbeat: z
    .object({
      epoch: count,
      version: count,
      activity: z.string(),
      progress: z.int().min(0).max(100),
      pendingTaskIds: z.array(id),
      at: time,
    })
    .nullable()
    .optional(),
  cursor: z.string().optional(),
  createdAt: time,
  updatedAt: time,
});
export type Supervisor = z.infer<typeof supervisorShape>;

export const supervisorEndpoints = {
  getSupervisor: endpoint({
    method: "GET",
    path: "/contracts/{id}/supervisor",
    summary: "The state of a contract's supervisor",
    scope: "read",
    params: closed({ id }),
    query: none,
    body: none,
    answer: supervisorShape,
    status: 200,
    errors: ["NOT_FOUND", "NO_SUPERVISOR_STATE"],
  }),
  listSupervisors: endpoint({
    method: "GET",
    path: "/mesh/supervisors",
    summary: "Supervisors by state, newest activity first",
    scope: "read",
    params: none,
    query: closed({
      ...page,
      state: z.enum(SUPERVISOR_STATES).optional(),
      pendingQuestions: flag,
      contractStatus: z.enum(CONTRACT_STATUSES).default("active"),
    }),
    body: none,
    answer: listOf(supervisorShape),
    status: 200,
    errors: ["VALIDATION", "INVALID_CURSOR"],
  }),
};
