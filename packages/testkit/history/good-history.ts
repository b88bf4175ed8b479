// A made-up history without a fault, to plant faults in: a supervisor that asked, was restored once, heard its answer, merged and completed.
import type { RestorationInputs } from "@makima/core/restoration";
import type { AgentLine } from "../agent-log.ts";
import { type ClientCall, type Evidence, NO_EVIDENCE } from "./evidence.ts";

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
  taskId = "t",
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

const supervisorTask: Evidence["tasks"][number] = {
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
};

const workerTask: Evidence["tasks"][number] = {
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

/** What the restoration was decided from. */
const INPUTS: RestorationInputs = {
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

export const GOOD: Evidence = {
  ...NO_EVIDENCE,
  contracts: [
    { id: "c", ownerId: "o", type: "simple", phase: "execute", status: "completed", branch: "makima/c" },
  ],
  events: [
    event(1, "task.spawned"),
    event(2, "run.begun", { epoch: 1 }),
    event(3, "task.running"),
    event(4, "question.asked", { questionId: "q" }),
    event(5, "task.interrupted", { epoch: 1 }),
    event(6, "run.ended", { epoch: 1 }),
    event(7, "run.begun", { epoch: 2 }),
    event(8, "question.redelivered", { questionId: "q" }),
    event(9, "question.answered", { questionId: "q" }),
    event(10, "question.delivered", { questionId: "q" }),
    event(11, "task.running"),
    event(12, "phase.changed", { from: "plan", to: "execute" }),
    event(13, "task.spawned", {}, "w"),
    event(14, "run.begun", { epoch: 1 }, "w"),
    event(15, "task.done", {}, "w"),
    event(16, "run.ended", { epoch: 1 }, "w"),
    event(17, "task.merged", {}, "w"),
    event(18, "contract.delivered", { commit: "abc" }),
    event(19, "supervisor.state_changed", { state: "completed", previous: "working", progress: 100 }),
    event(20, "task.done"),
    event(21, "run.ended", { epoch: 2 }),
  ],
  tasks: [supervisorTask, workerTask],
  runs: [run("t", 1, { endReason: "daemon_restart" }), run("t", 2), run("w", 1)],
  messages: [
    message(1, "user"),
    message(2, "tool_call", { toolCallId: "x" }),
    message(3, "tool_result", { toolCallId: "x" }),
    message(4, "user"),
    message(5, "assistant", { source: 1 }),
  ],
  calls: [call("x", { questionId: "q" }), call("y", { epoch: 2, tool: "spawn_task", spawnedTaskId: "w" })],
  questions: [
    {
      id: "q",
      contractId: "c",
      taskId: "t",
      questionType: "general",
      status: "answered",
      isDelivered: true,
      response: ["tea"],
      hash: "as it was asked",
      isOverdue: false,
    },
  ],
  deliveries: [
    { taskId: "t", number: 1, kind: "goal", questionId: null, epoch: 1 },
    { taskId: "t", number: 2, kind: "notice", questionId: null, epoch: 2 },
    { taskId: "t", number: 3, kind: "answer", questionId: "q", epoch: 2 },
  ],
  supervisors: [
    {
      contractId: "c",
      taskId: "t",
      version: 7,
      state: "completed",
      phase: "execute",
      progress: 100,
      pendingQuestions: 0,
      restorationCount: 1,
    },
  ],
  restorations: [{ taskId: "t", number: 1, epoch: 2, plan: "proceed", inputs: INPUTS }],
  checkpoints: [{ contractId: "c", taskId: "w", number: 1, commit: "abc", tree: "def", isLeft: false }],
  daemons: [{ id: "d", ownerId: "o", isOnline: true, maxTasks: 2 }],
  commands: [
    {
      id: "start-1",
      ownerId: "o",
      daemonId: "d",
      taskId: "t",
      epoch: 1,
      kind: "start_run",
      isAcknowledged: true,
      isFinished: false,
    },
  ],
  spools: [
    {
      daemonId: "d",
      open: 0,
      records: [
        { kind: "run_started", taskId: "t", epoch: 1, agentSession: null, worktreePath: "/w", rung: "new" },
        {
          kind: "run_started",
          taskId: "t",
          epoch: 2,
          agentSession: null,
          worktreePath: "/w",
          rung: "told",
        },
      ],
    },
  ],
  daemonSteps: [
    {
      daemonId: "d",
      steps: [
        { kind: "booted", bootId: "b1" },
        { kind: "connected", session: 1 },
        { kind: "journaled", commandId: "start-1" },
        { kind: "did", commandId: "start-1" },
        { kind: "process_started", taskId: "t", epoch: 1 },
        { kind: "turn_begun", taskId: "t", epoch: 1, turn: 1 },
        { kind: "acknowledged", upTo: 1 },
        { kind: "booted", bootId: "b2" },
        { kind: "connected", session: 2 },
        { kind: "process_started", taskId: "t", epoch: 2 },
        { kind: "process_ended", taskId: "t", epoch: 2 },
        { kind: "acknowledged", upTo: 2 },
      ],
    },
  ],
  clients: [
    answerCall(),
    answerCall({
      client: "bob",
      key: "k2",
      value: "milk",
      invokedAt: 3,
      endedAt: 4,
      outcome: "fail",
      code: "ALREADY_ANSWERED",
      answer: "tea",
    }),
  ],
  streams: [{ topic: "contract:c", contractId: "c", numbers: [20, 21], resumes: [{ after: 20, first: 21 }] }],
  models: [
    {
      what: "the supervisor",
      built: { state: "completed", progress: 100 },
      api: { progress: 100, state: "completed" },
    },
  ],
  replays: [
    {
      does: "answerQuestion",
      key: "k1",
      first: { status: "answered" },
      again: { status: "answered" },
      changed: [],
    },
  ],
  decisionLogs: [
    { seed: 1, skewMs: 0, log: ["begin"] },
    { seed: 1, skewMs: 86_400_000, log: ["begin"] },
  ],
  refs: [{ ref: "refs/makima/c/w/1", commit: "abc", tree: "def" }],
  refMoves: [{ ref: "refs/heads/makima/c", from: "000", to: "abc" }],
  agentLog: [agentLine("new"), agentLine("new"), agentLine("prompt", { text: `${NOTICE}\n\n${ANSWER}` })],
  health: [
    { while: "the database is away", answered: 503 },
    { while: "all is well", answered: 200 },
  ],
};
