// Faults of questions, tasks and supervisors that are planted into the good history, each against one invariant.
import type { Evidence } from "./evidence.ts";
import { GOOD } from "./good-history.ts";
import { ANSWER, agentLine, answerCall, call, event, INPUTS, message, NOTICE, run } from "./good-parts.ts";
import {
  active,
  BY_HAND,
  contract,
  question,
  spool,
  supervisor,
  task,
  waiting,
  withEvents,
  withSteps,
  worker,
} from "./good-variants.ts";

const TASK = { taskId: "t", epoch: 2 };

/** The next restoration, when so many messages were in view. */
const restored = (number: number, messageCount: number): Evidence["restorations"][number] => {
  const inputs = { ...INPUTS, facts: { ...INPUTS.facts, conversation: { messageCount, gaps: [] } } };
  return { taskId: "t", number, epoch: number + 1, plan: "proceed", inputs };
};
const TWICE = [restored(1, 3), restored(2, 5)];

export const PLANTED_IN_WORK: readonly [id: string, fault: Partial<Evidence>][] = [
  ["Q1", withEvents(event(22, "question.asked", { questionId: "other" }))],
  ["Q1", withEvents(event(4, "task.progressed"))],
  ["Q1", { calls: [...GOOD.calls, call("z", { questionId: "q" })] }],
  [
    "Q1",
    {
      earlier: [
        { events: [], messages: [], questions: [{ ...question, hash: "other words" }], segments: [] },
      ],
    },
  ],
  ["Q2", { clients: [...GOOD.clients, answerCall({ key: "k3", value: "tea" })] }],
  ["Q2", { clients: [answerCall({ outcome: "fail", code: "ALREADY_ANSWERED", answer: "milk" })] }],
  ["Q2", { clients: [answerCall({ outcome: "fail", code: "VALIDATION" })] }],
  ["Q2", withEvents(event(22, "question.answered", { questionId: "q" }))],
  ["Q3", { supervisors: [{ ...supervisor, pendingQuestions: 1 }] }],
  ["Q4", { agentLog: [...GOOD.agentLog, agentLine("prompt", { text: ANSWER })] }],
  ["Q4", { agentLog: GOOD.agentLog.slice(0, 2) }],
  ["Q4", { modelAnswers: [[{ questionId: "q", response: "tea" }]] }],
  [
    "Q4",
    {
      agentLog: [
        agentLine("tool_result", { result: { status: "answered", questionId: "q", response: "milk" } }),
      ],
    },
  ],
  ["Q5", { questions: [{ ...question, status: "pending", isDelivered: false, response: null }] }],
  [
    "Q6",
    {
      clients: [answerCall({ outcome: "unknown" })],
      questions: [{ ...question, isDelivered: false }],
      tasks: [waiting],
    },
  ],
  ["Q7", { deliveries: GOOD.deliveries.map((one) => ({ ...one, kind: "message", epoch: 4 - one.number })) }],
  ["Q7", { deliveries: GOOD.deliveries.map((one) => ({ ...one, kind: "message" })) }],
  ["Q7", { deliveries: GOOD.deliveries.map((one) => ({ ...one, taskId: "w" })) }],
  ["Q8", withEvents(event(22, "question.answered", { questionId: "q" }))],
  ["Q8", { questions: [{ ...question, isDelivered: false }] }],
  [
    "Q9",
    {
      ...withEvents(event(22, "question.answered", { questionId: "r" })),
      deliveries: [
        { taskId: "t", number: 3, kind: "answer", questionId: "r", epoch: 2 },
        { taskId: "t", number: 4, kind: "answer", questionId: "q", epoch: 2 },
      ],
    },
  ],
  ["T1", { agentLog: [agentLine("tool_result", { toolName: "spawn_task", result: { taskId: "gone" } })] }],
  ["T1", { calls: [...GOOD.calls, call("z", { spawnedTaskId: "w" })] }],
  ["T2", withEvents(event(22, "run.begun", { epoch: 3 }), event(23, "run.begun", { epoch: 4 }))],
  ["T2", { runs: [run("t", 1, { isLive: true }), run("t", 2, { isLive: true })] }],
  ["T3", withEvents(event(22, "run.begun", { epoch: 2 }))],
  ["T3", { spools: [spool, { ...spool, daemonId: "e" }] }],
  ["T3", { agentLog: [...GOOD.agentLog, agentLine("new"), agentLine("new")] }],
  ["T3", withSteps({ kind: "process_started", ...TASK })],
  ["T4", { messages: [...GOOD.messages, message(6, "assistant", { epoch: 1 })] }],
  ["T4", { runs: GOOD.runs.slice(1) }],
  ["T4", { calls: [...GOOD.calls, call("z")] }],
  [
    "T4",
    {
      ...withEvents(event(22, "checkpoint.made", { number: 9 })),
      checkpoints: GOOD.checkpoints.map((one) => ({ ...one, taskId: "t", number: 9 })),
    },
  ],
  ["T4", { runs: GOOD.runs.map((one) => (one.epoch === 2 ? { ...one, endReason: "agent_ended" } : one)) }],
  ["T5", withEvents(event(22, "task.running"))],
  ["T5", withEvents(event(3, "task.progressed"), event(2, "task.running"))],
  ["T6", { clients: [answerCall({ does: "cancelTask", about: "w" })] }],
  [
    "T6",
    {
      tasks: [task, { ...worker, status: "running" }],
      clients: [answerCall({ does: "cancelTask", about: "w", outcome: "fail", code: "TASK_FINISHED" })],
    },
  ],
  ["T7", { looseWorktrees: ["/worktrees/w"] }],
  [
    "T7",
    withSteps(
      { kind: "process_started", taskId: "w", epoch: 1 },
      { kind: "process_started", taskId: "w", epoch: 2 },
    ),
  ],
  ["T8", { daemons: [{ id: "d", ownerId: "somebody", isOnline: true, maxTasks: 2 }] }],
  ["T9", { checkpoints: [] }],
  [
    "T10",
    withSteps(
      ...["a", "b", "c"].map((taskId) => ({ kind: "turn_begun" as const, taskId, epoch: 1, turn: 1 })),
    ),
  ],
  ["T11", { ...active, tasks: [task, { ...worker, status: "waiting" }] }],
  ["T11", { ...active, tasks: [task, { ...worker, status: "interrupted" }] }],
  ["T12", { tasks: [{ ...task, status: "running" }] }],
  ["T12", { runs: [run("t", 1, { isLive: true })] }],
  ["S1", { tasks: [task, { ...worker, kind: "supervisor" }] }],
  ["S1", withEvents(event(22, "run.begun", { epoch: 1 }))],
  ["S2", { restorations: [] }],
  ["S7", { restorations: GOOD.restorations.map((one) => ({ ...one, plan: "start_fresh" })) }],
  ["S2", { tasks: [{ ...task, restorationCount: 2 }] }],
  ["S2", { runs: [run("t", 1, { endReason: "parked" }), run("t", 2)] }],
  ["S2", { ...BY_HAND, restorations: [] }],
  ["S3", { supervisors: [{ ...supervisor, state: "working" }] }],
  ["S3", { ...active, tasks: [waiting] }],
  ["S4", { supervisors: [{ ...supervisor, progress: 101 }] }],
  ["S4", withEvents(event(22, "task.progressed", { progress: 0.5 }))],
  ["S5", { supervisors: [{ ...supervisor, progress: 40 }] }],
  ["S5", { supervisors: [{ ...supervisor, version: 0 }] }],
  [
    "S5",
    withEvents(
      event(22, "supervisor.state_changed", { state: "completed", previous: "idle", progress: 100 }),
    ),
  ],
  ["S6", { agentLog: [...GOOD.agentLog, agentLine("prompt", { text: NOTICE })] }],
  ["S6", { deliveries: GOOD.deliveries.slice(2) }],
  ["S8", { restorations: TWICE.map((one) => (one.number === 2 ? restored(2, 9) : one)) }],
  [
    "S8",
    {
      pasts: [
        { taskId: "t", epoch: 2, text: "It was said." },
        { taskId: "t", epoch: 3, text: "It was never said." },
      ],
    },
  ],
  ["S9", { tasks: [task, { ...worker, contractId: "another" }] }],
  [
    "S10",
    {
      ...active,
      tasks: [{ ...task, status: "starting" }],
      supervisors: [{ ...supervisor, state: "initializing" }],
    },
  ],
  ["S11", { contracts: [{ ...contract, phase: "plan" }] }],
  ["S11", withEvents(event(22, "phase.changed", { from: "execute", to: "plan" }))],
  ["S12", withEvents(event(9, "task.progressed"))],
];
