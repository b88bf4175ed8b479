// The table of operations behind the endpoints: one for each, and the type says which is missing.

import type { Endpoint, EndpointName, Endpoints } from "@makima/protocol/http";
import type { z } from "zod";
import { deliverContract, diffForPerson, giveAnswer, mergeForPerson } from "../../calls/calls.ts";
import { createCheckpoint } from "../../checkpoints/checkpoints.ts";
import {
  archiveContract,
  awaitCheck,
  createContract,
  createDemo,
  getContract,
  listContracts,
  patchContract,
} from "../../contracts/contracts.ts";
import { createJoinToken, drainDaemon, getOperation, listDaemons } from "../../daemons/daemons.ts";
import {
  branchFromCheckpoint,
  branchFromTask,
  compareForks,
  forkTask,
  getDiffSince,
  keepFork,
  listCodeFiles,
  readCodeFile,
  resumeFromCheckpoint,
  tryCommand,
} from "../../forks/forks.ts";
import {
  getCheckpoints,
  getConversation,
  getDensity,
  getHistory,
  getHistoryLag,
  getOutput,
  getPositions,
  getSupervisorConversation,
  getTimeline,
  getToolCalls,
  getTree,
  listFindings,
  listLate,
  search,
} from "../../history/history.ts";
import { createKey, createSignInLink, createStreamTicket, listKeys, revokeKey } from "../../owners/owners.ts";
import type { Pending } from "../../pending.ts";
import { getQuestion, listQuestions } from "../../questions/questions.ts";
import { listRestorations, resumeSupervisor, resumeTask } from "../../resumption/resumption.ts";
import { rewindConversation, rewindTask } from "../../rewinds/rewinds.ts";
import { addRule, listRules, removeRule } from "../../rules/rules.ts";
import {
  cancelContract,
  changePhase,
  getSupervisor,
  listSupervisors,
  pauseContract,
  startContract,
} from "../../supervisors/supervisors.ts";
import {
  cancelTask,
  createTask,
  getTask,
  listTasks,
  messageTask,
  patchTask,
  retryTask,
} from "../../tasks/tasks.ts";
import { getUsage } from "../../usage/usage.ts";
import { listWorktrees, pruneWorktrees, restoreWorktree } from "../../worktrees/worktrees.ts";
import type { Principal, World } from "../../world.ts";

/** What an operation is given of a request, checked against the endpoint's schemas. */
type InputOf<E extends Endpoint> = {
  params: z.output<E["params"]>;
  query: z.output<E["query"]>;
  body: z.output<E["body"]>;
};

/** `Pending` where a daemon's hands are still at work: the answer is then 202. */
type Handler<E extends Endpoint> = (
  world: World,
  principal: Principal,
  input: InputOf<E>,
) => Promise<z.output<E["answer"]> | Pending>;

export type Handlers = { readonly [Name in EndpointName]: Handler<Endpoints[Name]> };

export const handlers: Handlers = {
  createContract,
  createDemo,
  listContracts,
  getContract,
  patchContract,
  archiveContract,
  startContract,
  pauseContract,
  cancelContract,
  changePhase,
  deliverContract,
  getSupervisor,
  listSupervisors,
  listRestorations,
  resumeSupervisor,
  listTasks,
  createTask,
  getTask,
  patchTask,
  getConversation,
  getSupervisorConversation,
  getOutput,
  getToolCalls,
  getDiff: diffForPerson,
  getCheckpoints,
  listLate,
  cancelTask,
  messageTask,
  mergeTask: mergeForPerson,
  resumeTask,
  retryTask,
  forkTask,
  branchFromTask,
  branchFromCheckpoint,
  resumeFromCheckpoint,
  compareForks,
  tryCommand,
  listCodeFiles,
  readCodeFile,
  getDiffSince,
  keepFork,
  rewindTask,
  rewindConversation,
  listQuestions,
  getQuestion,
  answerQuestion: giveAnswer,
  listDaemons,
  drainDaemon,
  createJoinToken,
  getOperation,
  listKeys,
  createKey,
  revokeKey,
  createSignInLink,
  createStreamTicket,
  getTimeline,
  listFindings,
  getDensity,
  getHistory,
  getHistoryLag,
  getPositions,
  getTree,
  search,
  listWorktrees,
  pruneWorktrees,
  restoreWorktree,
  createCheckpoint,
  getUsage,
  listRules,
  addRule,
  removeRule,
};

/** How an answer that was recorded as unfinished becomes the answer, also when another server gave it. */
export const finishers: {
  readonly [Name in EndpointName]?: (
    world: World,
    principal: Principal,
    soFar: z.output<Endpoints[Name]["answer"]>,
  ) => Promise<z.output<Endpoints[Name]["answer"]>>;
} = { createContract: awaitCheck, createDemo: awaitCheck };
