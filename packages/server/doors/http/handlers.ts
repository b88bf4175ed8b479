// The table of operations behind the endpoints: one for each, and the type says which is missing.
import type { Endpoint, EndpointName, Endpoints } from "@makima/protocol/http";
import type { z } from "zod";
import {
  archiveContract,
  cancelContract,
  changePhase,
  createContract,
  getContract,
  listContracts,
  patchContract,
  pauseContract,
  startContract,
} from "../../contracts/contracts.ts";
import { createJoinToken, listDaemons } from "../../daemons/daemons.ts";
import {
  getCheckpoints,
  getConversation,
  getOutput,
  getSupervisorConversation,
  getTimeline,
  getToolCalls,
  listFindings,
} from "../../history/history.ts";
import { createKey, listKeys, revokeKey } from "../../owners/owners.ts";
import type { Pending } from "../../pending.ts";
import { answerQuestion, getQuestion, listQuestions } from "../../questions/questions.ts";
import { getSupervisor, listSupervisors } from "../../supervisors/supervisors.ts";
import { getTask } from "../../tasks/get-task.ts";
import { listTasks } from "../../tasks/list-tasks.ts";
import { cancelTask, createTask, messageTask, patchTask, resumeTask, retryTask } from "../../tasks/tasks.ts";
import type { Principal, World } from "../../world.ts";

/** What an operation is given of a request, checked against the endpoint's schemas. */
export type InputOf<E extends Endpoint> = {
  params: z.output<E["params"]>;
  query: z.output<E["query"]>;
  body: z.output<E["body"]>;
};

/** `Pending` where a daemon's hands are still at work: the answer is then 202. */
export type Handler<E extends Endpoint> = (
  world: World,
  principal: Principal,
  input: InputOf<E>,
) => Promise<z.output<E["answer"]> | Pending>;

export type Handlers = { readonly [Name in EndpointName]: Handler<Endpoints[Name]> };

export const handlers = {
  archiveContract,
  cancelContract,
  changePhase,
  createContract,
  getContract,
  listContracts,
  patchContract,
  pauseContract,
  startContract,
  getSupervisor,
  listSupervisors,
  cancelTask,
  createTask,
  getTask,
  listTasks,
  messageTask,
  patchTask,
  resumeTask,
  retryTask,
  getCheckpoints,
  getConversation,
  getOutput,
  getSupervisorConversation,
  getTimeline,
  getToolCalls,
  listFindings,
  answerQuestion,
  getQuestion,
  listQuestions,
  createJoinToken,
  listDaemons,
  createKey,
  listKeys,
  revokeKey,
} satisfies Partial<Handlers>;
