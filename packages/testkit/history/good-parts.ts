// What the good history is made of, one row or line each, with what a test wants otherwise.
import type { RestorationInputs } from "@makima/core/restoration";
import type { AgentLine } from "../agent-log.ts";
import type { ClientCall, Evidence } from "./evidence.ts";

export const agentLine = (kind: string, rest: Partial<AgentLine> = {}): AgentLine => ({
  atMs: 0,
  pid: 2,
  sessionId: "s",
  type: "input",
  kind,
  ...rest,
});

export const event = (
  number: number,
  type: string,
  data: Readonly<Record<string, unknown>> = {},
  taskId: string | null = "t",
): Evidence["events"][number] => ({ contractId: "c", number, type, taskId, data, hash: `${number} ${type}` });

export const message = (
  seq: number,
  role: string,
  rest: Partial<Evidence["messages"][number]> = {},
): Evidence["messages"][number] => ({
  taskId: "t",
  seq,
  epoch: seq < 4 ? 1 : 2,
  role,
  toolCallId: null,
  source: null,
  hash: `${seq} ${role}`,
  ...rest,
});

const block = (data: unknown): string => `Told.\n\`\`\`json\n${JSON.stringify(data)}\n\`\`\``;
export const ANSWER = block({ kind: "answer", questionId: "q", response: "tea" });
export const NOTICE = block({ kind: "restoration", number: 1, interruptedAt: "then" });

export const answerCall = (rest: Partial<ClientCall> = {}): ClientCall => ({
  client: "ann",
  does: "answerQuestion",
  about: "q",
  key: "k1",
  value: "tea",
  invokedAt: 1,
  endedAt: 2,
  outcome: "ok",
  ...rest,
});

export const supervisorTask: Evidence["tasks"][number] = {
  id: "t",
  ownerId: "o",
  contractId: "c",
  kind: "supervisor",
  status: "done",
  epoch: 2,
  isBlocked: false,
  isHeldBack: false,
  restorationCount: 1,
  progress: 100,
  dependsOn: [],
  resultCommit: null,
  forkedFrom: null,
  baseCheckpointId: null,
  baseCommit: null,
};

export const workerTask: Evidence["tasks"][number] = {
  ...supervisorTask,
  id: "w",
  kind: "worker",
  epoch: 1,
  restorationCount: 0,
  resultCommit: "abc",
};

export const run = (
  taskId: string,
  epoch: number,
  rest: Partial<Evidence["runs"][number]> = {},
): Evidence["runs"][number] => ({
  taskId,
  epoch,
  isLive: false,
  daemonId: "d",
  endReason: "finished",
  ...rest,
});

export const call = (
  callKey: string,
  rest: Partial<Evidence["calls"][number]> = {},
): Evidence["calls"][number] => ({
  taskId: "t",
  epoch: 1,
  callKey,
  tool: "ask_question",
  status: "done",
  result: {},
  questionId: null,
  spawnedTaskId: null,
  isAdopted: false,
  ...rest,
});

/** Of the worker, when its conversation had no message. */
export const checkpoint = (
  number: number,
  rest: Partial<Evidence["checkpoints"][number]> = {},
): Evidence["checkpoints"][number] => ({
  id: `k${number}`,
  contractId: "c",
  taskId: "w",
  number,
  epoch: 1,
  commit: "abc",
  tree: "def",
  messageIndex: -1,
  isLeft: false,
  ...rest,
});

export const segment = (
  id: string,
  rest: Partial<Evidence["segments"][number]> = {},
): Evidence["segments"][number] => ({
  ...{ id, taskId: "t", startSeq: 1, startIndex: 0, parentId: null, reason: "first" },
  ...rest,
});

export const command = (
  id: string,
  rest: Partial<Evidence["commands"][number]> = {},
): Evidence["commands"][number] => ({
  id,
  ownerId: "o",
  daemonId: "d",
  contractId: "c",
  taskId: null,
  epoch: null,
  kind: "merge",
  aboutTaskId: "w",
  isAcknowledged: true,
  isFinished: false,
  isVoid: false,
  ...rest,
});

/** What the restoration was decided from. */
export const INPUTS: RestorationInputs = {
  source: "daemon_restart",
  choice: null,
  facts: {
    taskKind: "supervisor",
    restorationCount: 0,
    at: "2026-01-01T00:00:00.000Z",
    staleAfterMs: 1,
    contractPhase: "plan",
    isNamed: true,
    endedBy: null,
    state: { found: "none_kept" },
    heartbeat: null,
    missingTasks: [],
    questions: [],
    openCalls: [],
    conversation: { messageCount: 1, gaps: [] },
    worktree: { seen: "not_asked" },
    checkpoints: [],
  },
};
