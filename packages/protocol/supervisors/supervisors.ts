// Supervisor states over HTTP.
import { CONTRACT_STATUSES, PHASES } from "@makima/core/contract";
import { QUESTION_TYPES } from "@makima/core/question";
import { RESTORATION_PLANS } from "@makima/core/restoration";
import { RESTORATION_SOURCES, SUPERVISOR_STATES } from "@makima/core/supervisor";
import { TASK_STATUSES } from "@makima/core/task";
import { z } from "zod";
import { endpoint } from "../http/endpoint.ts";
import { restorationReport } from "../restorations/restorations.ts";
import { agentChoice, closed, count, flag, id, listOf, none, page, text, time } from "../shapes/shapes.ts";

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
      /** when it was first asked */
      askedAt: time,
      /** shown again after a restoration */
      isRestored: z.boolean(),
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

export const RESUME_MODES = ["continue", "restart_phase", "from_checkpoint"] as const;

const resumeSupervisor = closed({
  /** one of RESUME_MODES; a dry run, or one that names a plan, is `continue` without it */
  resumeMode: text({ max: 100 }).optional(),
  /** for from_checkpoint; by itself the newest that passes inspection */
  checkpointId: id.optional(),
  targetDaemonId: id.optional(),
  /** goes on with the conversation; the one that had it gives it up */
  agent: agentChoice.optional(),
  /** told to the agent with the next turn */
  additionalContext: text({ min: 1, max: 262_144 }).optional(),
  /** another alternative of the recovery report */
  plan: z.enum(RESTORATION_PLANS).exclude(["manual_intervention"]).optional(),
  /** changes nothing: gives the report of what would be done */
  dryRun: z.boolean().default(false),
});
export type ResumeSupervisor = z.infer<typeof resumeSupervisor>;

const resumed = z.object({
  supervisorTaskId: id,
  daemonId: id.nullable(),
  /** how it stood before */
  resumedFrom: z.object({ phase: z.enum(PHASES), lastActivity: time, messageCount: count }),
  /** of its task */
  status: z.enum(TASK_STATUSES),
  restoration: z.object({
    previousState: z.enum(SUPERVISOR_STATES),
    /** with this one, where it is one */
    restorationCount: count,
    pendingQuestionsCount: count,
    waitingTasksCount: count,
    spawnedTasksCount: count,
    warnings: z.array(z.string()),
  }),
  /** null: it is no restoration, a turn begins */
  report: restorationReport.nullable(),
});
export type ResumedSupervisor = z.infer<typeof resumed>;

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
  resumeSupervisor: endpoint({
    method: "POST",
    path: "/contracts/{id}/supervisor/resume",
    summary: "Take up a supervisor: as it was, with an empty conversation, or from a checkpoint",
    scope: "owner",
    params: closed({ id }),
    query: none,
    body: resumeSupervisor,
    answer: resumed,
    status: 200,
    errors: [
      "VALIDATION",
      "INVALID_RESUME_MODE",
      "NOT_FOUND",
      "NO_SUPERVISOR_STATE",
      "UNKNOWN_CHECKPOINT",
      "UNKNOWN_AGENT",
      "ALREADY_RUNNING",
      "REWIND_OPEN",
      "NEVER_RAN",
      "NOTHING_TO_RESTORE",
      "NO_CHECKPOINT",
      "DAEMON_GONE",
      "TASK_FINISHED",
      "CONTRACT_OVER",
      "CONTRACT_NOT_ACTIVE",
    ],
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
