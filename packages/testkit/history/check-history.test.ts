// What the checks find, and what they let pass: a checker that finds nothing would make every story green.
import { expect, test } from "vitest";
import type { AgentLine } from "../agent-log.ts";
import { checkHistory } from "./check-history.ts";
import type { Evidence } from "./evidence.ts";

const line = (kind: string, rest: Partial<AgentLine> = {}): AgentLine => ({
  atMs: 0,
  pid: 2,
  sessionId: "s",
  type: "input",
  kind,
  ...rest,
});

const event = (number: number, type: string, data: Readonly<Record<string, unknown>> = {}) => ({
  contractId: "c",
  number,
  type,
  taskId: "t",
  data,
});

const message = (seq: number, role: string, rest: Partial<Evidence["messages"][number]> = {}) => ({
  taskId: "t",
  seq,
  epoch: seq < 4 ? 1 : 2,
  role,
  toolCallId: null,
  source: null,
  ...rest,
});

const answer = `Answered.\n\`\`\`json\n${JSON.stringify({ kind: "answer", questionId: "q", response: "tea" })}\n\`\`\``;

/** A supervisor that asked, was restored once, heard its answer, merged and completed. */
const restoration: Evidence["restorations"][number] = {
  taskId: "t",
  number: 1,
  outcome: "done",
  plan: "proceed",
  inputs: {
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
  },
};

const good: Evidence = {
  contracts: [{ id: "c", status: "completed" }],
  events: [
    event(1, "run.begun", { epoch: 1 }),
    event(2, "question.asked", { questionId: "q" }),
    event(3, "run.begun", { epoch: 2 }),
    event(4, "question.redelivered", { questionId: "q" }),
    event(5, "question.answered", { questionId: "q" }),
    event(6, "question.delivered", { questionId: "q" }),
    event(7, "task.merged"),
  ],
  tasks: [{ id: "t", contractId: "c", status: "done", isBlocked: false, restorationCount: 1 }],
  runs: [
    { taskId: "t", epoch: 1, isLive: false, daemonId: "d" },
    { taskId: "t", epoch: 2, isLive: false, daemonId: "d" },
  ],
  messages: [
    message(1, "user"),
    message(2, "tool_call", { toolCallId: "x" }),
    message(3, "tool_result", { toolCallId: "x" }),
    message(4, "user"),
    message(5, "assistant", { source: 1 }),
  ],
  calls: [{ taskId: "t", epoch: 1, callKey: "x", status: "done" }],
  openWaits: [],
  questions: [
    {
      id: "q",
      taskId: "t",
      questionType: "general",
      status: "answered",
      isDelivered: true,
      response: ["tea"],
    },
  ],
  deliveries: [
    { taskId: "t", number: 1, epoch: 1 },
    { taskId: "t", number: 2, epoch: 2 },
  ],
  supervisors: [
    { contractId: "c", taskId: "t", state: "completed", pendingQuestions: 0, restorationCount: 1 },
  ],
  restorations: [restoration],
  checkpoints: [{ contractId: "c", taskId: "t", number: 1, commit: "abc" }],
  spools: [
    {
      daemonId: "d",
      records: [
        { kind: "run_started", taskId: "t", epoch: 1, agentSession: null, worktreePath: "/w", rung: "new" },
        {
          kind: "run_started",
          taskId: "t",
          epoch: 2,
          agentSession: null,
          worktreePath: "/w",
          rung: "rebuilt",
        },
      ],
    },
  ],
  refs: [{ ref: "refs/makima/c/t/1", commit: "abc" }],
  agentLog: [line("new"), line("new"), line("prompt", { text: answer })],
  liveAgents: [],
  locks: [],
};

const [task] = good.tasks;
const [supervisor] = good.supervisors;
const [question] = good.questions;
const [spool] = good.spools;
if (task === undefined || supervisor === undefined || question === undefined || spool === undefined)
  throw new Error("the good evidence has one of each");
const active = { contracts: [{ id: "c", status: "active" as const }] };
const waiting = { ...task, status: "waiting" as const };

test("a history as it should be has no fault", () => {
  expect(checkHistory(good)).toEqual([]);
});

test("a supervisor that waits for a person is as it should be", () => {
  const asking = { ...supervisor, state: "waiting_for_user" as const, pendingQuestions: 1 };
  const evidence: Evidence = {
    ...good,
    ...active,
    tasks: [waiting],
    supervisors: [asking],
    questions: [{ ...question, status: "pending", isDelivered: false, response: null }],
    events: good.events.slice(0, 4),
    agentLog: good.agentLog.slice(0, 2),
  };
  expect(checkHistory(evidence)).toEqual([]);
});

test.each<[string, Partial<Evidence>]>([
  ["H1", { events: good.events.filter(({ number }) => number !== 4) }],
  ["H1", { messages: [...good.messages, message(7, "user")] }],
  ["T4", { messages: [...good.messages, message(6, "assistant", { epoch: 1 })] }],
  ["H4", { messages: good.messages.map((one) => (one.seq === 3 ? message(3, "user") : one)) }],
  ["H4", { messages: [...good.messages, message(6, "tool_result", { toolCallId: "x" })] }],
  ["H4", { calls: [{ taskId: "t", epoch: 2, callKey: "y", status: "open" }] }],
  [
    "H5",
    {
      spools: [
        {
          ...spool,
          records: [
            ...spool.records,
            { kind: "tool_call", taskId: "t", epoch: 2, callKey: "z", tool: "fail", input: {} },
          ],
        },
      ],
    },
  ],
  ["T3", { events: [...good.events, event(8, "run.begun", { epoch: 2 })] }],
  ["T3", { spools: [spool, { ...spool, daemonId: "e" }] }],
  ["T3", { agentLog: [...good.agentLog, line("new")] }],
  ["T12", { tasks: [{ ...task, status: "running" }] }],
  ["T12", { runs: [{ taskId: "t", epoch: 1, isLive: true, daemonId: "d" }, ...good.runs.slice(1)] }],
  ["O5", { liveAgents: [17] }],
  ["Q1", { events: [...good.events, event(8, "question.asked", { questionId: "other" })] }],
  ["Q1", { events: good.events.map((one) => (one.number === 2 ? event(2, "run.begun") : one)) }],
  ["Q8", { events: [...good.events, event(8, "question.answered", { questionId: "q" })] }],
  ["Q8", { questions: [{ ...question, isDelivered: false }] }],
  ["Q4", { agentLog: [...good.agentLog, line("prompt", { text: answer })] }],
  ["Q4", { agentLog: good.agentLog.slice(0, 2) }],
  [
    "Q4",
    {
      agentLog: [line("tool_result", { result: { status: "answered", questionId: "q", response: "milk" } })],
    },
  ],
  ["Q7", { deliveries: good.deliveries.map((one) => ({ ...one, epoch: 3 - one.number })) }],
  ["S3", { supervisors: [{ ...supervisor, state: "working" }] }],
  ["S3", { ...active, tasks: [waiting] }],
  ["Q3", { supervisors: [{ ...supervisor, pendingQuestions: 1 }] }],
  ["S2", { restorations: [] }],
  ["S7", { restorations: [{ ...restoration, plan: "start_fresh" }] }],
  ["S2", { tasks: [{ ...task, restorationCount: 2 }] }],
  ["G1", { refs: [] }],
  ["G6", { events: [...good.events, event(8, "task.merged")] }],
  ["G8", { locks: ["/mirror/index.lock"] }],
])("a fault against %s is found", (id, fault) => {
  const findings = checkHistory({ ...good, ...fault });
  expect(findings.map((finding) => finding.slice(0, finding.indexOf(":")))).toContain(id);
});
