// Recovery reports over HTTP: what was found when a run was lost, what was done about it, and what could have been done instead.

import { RESTORATION_PLANS, RUNGS } from "@makima/core/restoration";
import { RESTORATION_SOURCES } from "@makima/core/supervisor";
import { TASK_KINDS } from "@makima/core/task";
import { z } from "zod";
import { endpoint } from "../http/endpoint.ts";
import { closed, count, id, listOf, none, page, time } from "../shapes/shapes.ts";

const plan = z.enum(RESTORATION_PLANS);

/** What a restoration is, or in a dry run would be. */
export const restorationReport = z.object({
  /** the state before it was interrupted; initializing: none was found, interrupted: it could not be read */
  previousState: z.string(),
  source: z.enum(RESTORATION_SOURCES),
  plan,
  reason: z.string(),
  checkpointId: id.nullable(),
  findings: z.array(
    z.object({ code: z.string(), severity: z.enum(["error", "warning", "info"]), message: z.string() }),
  ),
  warnings: z.array(z.string()),
  alternatives: z.array(z.object({ plan, effect: z.string(), checkpointId: id.nullable() })),
  /** calls without a result when the run stopped; `outcome` says how each was closed */
  inFlight: z.array(z.object({ toolName: z.string(), toolCallId: z.string(), outcome: z.string() })),
  pendingQuestionIds: z.array(id),
  /** answered while nobody ran, and told now */
  deliveredQuestionIds: z.array(id),
  waitingTaskIds: z.array(id),
  spawnedTaskIds: z.array(id),
  /** null: nothing was under way and nothing goes out of view */
  lost: z
    .object({
      since: time,
      until: time,
      seconds: count,
      /** those that go out of view; they are kept */
      messages: z.object({ fromIndex: count, toIndex: count, count, firstAt: time, lastAt: time }).nullable(),
      checkpoints: z.array(z.object({ checkpointId: id, number: count })),
    })
    .nullable(),
});
export type RestorationReport = z.infer<typeof restorationReport>;

const restorationShape = z.object({
  id,
  contractId: id,
  taskId: id,
  taskName: z.string(),
  taskKind: z.enum(TASK_KINDS),
  /** of this task, counted from 1 */
  number: count,
  ...restorationReport.shape,
  /** how its agent got its past back; null: no agent has started for it yet */
  rung: z.enum(RUNGS).nullable(),
  /** why in that way; a sentence */
  rungReason: z.string().nullable(),
  /** what was wrong with the agent's transcript and was put right before it read it; a sentence each */
  repairs: z.array(z.string()),
  /** of its agent's program; null where it does not tell */
  agentVersion: z.string().nullable(),
  /** of the same agent's in the run before; another one where it was updated in between */
  formerAgentVersion: z.string().nullable(),
  notice: z.string(),
  outcome: z.enum(["done", "held", "failed"]),
  epoch: count,
  createdAt: time,
});
export type Restoration = z.infer<typeof restorationShape>;

export const restorationEndpoints = {
  listRestorations: endpoint({
    method: "GET",
    path: "/contracts/{id}/restorations",
    summary: "The recovery reports of a contract's tasks, newest first",
    scope: "read",
    params: closed({ id }),
    query: closed({ ...page, taskId: id.optional() }),
    body: none,
    answer: listOf(restorationShape),
    status: 200,
    errors: ["NOT_FOUND", "INVALID_CURSOR"],
  }),
};
