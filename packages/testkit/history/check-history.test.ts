// What the checks find, and what they let pass: a checker that finds nothing would make every story green.
import { expect, test } from "vitest";
import { checkHistory } from "./check-history.ts";
import type { Evidence } from "./evidence.ts";
import { ANSWER, agentLine, answerCall, call, event, GOOD, message, NOTICE, run } from "./good-history.ts";
import { INVARIANTS } from "./invariants.ts";

const first = <Item>([item]: readonly Item[]): Item => {
  if (item === undefined) throw new Error("the good history has one of each");
  return item;
};
const task = first(GOOD.tasks);
const supervisor = first(GOOD.supervisors);
const question = first(GOOD.questions);
const spool = first(GOOD.spools);
const [, worker = task] = GOOD.tasks;
const contract = first(GOOD.contracts);
const active = { contracts: [{ ...contract, status: "active" as const }] };
const waiting = { ...task, status: "waiting" as const };

/** The events with these in place of those of the same numbers. */
const withEvents = (...others: Evidence["events"]): Pick<Evidence, "events"> => ({
  events: [
    ...GOOD.events.map((one) => others.find(({ number }) => number === one.number) ?? one),
    ...others.filter(({ number }) => number > GOOD.events.length),
  ],
});

const withSteps = (...steps: Evidence["daemonSteps"][number]["steps"]): Pick<Evidence, "daemonSteps"> => ({
  daemonSteps: GOOD.daemonSteps.map((one) => ({ ...one, steps: [...one.steps, ...steps] })),
});

/** A person took up the supervisor in another way, when its process was parked. */
const BY_HAND: Partial<Evidence> = {
  ...withEvents(event(5, "task.interrupted", { epoch: 1, reason: "manual" })),
  runs: GOOD.runs.map((one) => (one.endReason === "daemon_restart" ? { ...one, endReason: "parked" } : one)),
};

const TASK = { taskId: "t", epoch: 2 };

const PLANTED: [id: string, fault: Partial<Evidence>][] = [
  ["Q1", withEvents(event(22, "question.asked", { questionId: "other" }))],
  ["Q1", withEvents(event(4, "task.progressed"))],
  ["Q1", { calls: [...GOOD.calls, call("z", { questionId: "q" })] }],
  ["Q1", { earlier: [{ events: [], messages: [], questions: [{ ...question, hash: "other words" }] }] }],
  ["Q2", { clients: [...GOOD.clients, answerCall({ key: "k3", value: "tea" })] }],
  ["Q2", { clients: [answerCall({ outcome: "fail", code: "ALREADY_ANSWERED", answer: "milk" })] }],
  ["Q2", { clients: [answerCall({ outcome: "fail", code: "VALIDATION" })] }],
  ["Q2", withEvents(event(22, "question.answered", { questionId: "q" }))],
  ["Q3", { supervisors: [{ ...supervisor, pendingQuestions: 1 }] }],
  ["Q4", { agentLog: [...GOOD.agentLog, agentLine("prompt", { text: ANSWER })] }],
  ["Q4", { agentLog: GOOD.agentLog.slice(0, 2) }],
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
  ["Q7", { deliveries: GOOD.deliveries.map((one) => ({ ...one, epoch: 4 - one.number })) }],
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
  ["H1", { events: GOOD.events.filter(({ number }) => number !== 4) }],
  ["H1", { messages: [...GOOD.messages, message(7, "user")] }],
  ["H2", { messages: [...GOOD.messages, message(6, "assistant", { source: 1 })] }],
  ["H3", { earlier: [{ events: [event(3, "task.waiting")], messages: [], questions: [] }] }],
  ["H3", { earlier: [{ events: [], messages: [message(9, "user")], questions: [] }] }],
  ["H4", { messages: GOOD.messages.map((one) => (one.seq === 3 ? message(3, "user") : one)) }],
  ["H4", { messages: [...GOOD.messages, message(6, "tool_result", { toolCallId: "x" })] }],
  ["H4", { calls: [call("y", { epoch: 2, status: "open" })] }],
  [
    "H5",
    {
      spools: [
        {
          ...spool,
          records: [{ kind: "tool_call", taskId: "t", epoch: 2, callKey: "z", tool: "fail", input: {} }],
        },
      ],
    },
  ],
  ["H5", { spools: [{ ...spool, open: 1 }] }],
  ["H8", withEvents(event(4, "task.progressed"))],
  ["H9", { streams: [{ topic: "contract:c", contractId: "c", numbers: [19, 21], resumes: [] }] }],
  ["H9", { streams: [{ topic: "contract:c", contractId: "c", numbers: [19, 20], resumes: [] }] }],
  [
    "H9",
    {
      streams: [
        { topic: "contract:c", contractId: "c", numbers: [20, 21], resumes: [{ after: 21, first: 21 }] },
      ],
    },
  ],
  ["H10", { models: [{ what: "the supervisor", built: { state: "idle" }, api: { state: "completed" } }] }],
  ["G1", { refs: [] }],
  ["G1", { refs: GOOD.refs.map((one) => ({ ...one, ref: `refs/makima/c/left/${one.commit}` })) }],
  ["G2", { missingObjects: ["missing tree def"] }],
  ["G3", { refs: GOOD.refs.map((one) => ({ ...one, tree: "other" })) }],
  ["G5", { refMoves: [{ ref: "refs/heads/main", from: "000", to: "fff" }] }],
  ["G6", withEvents(event(22, "task.merged", {}, "w"))],
  ["G8", { locks: ["/mirror/index.lock"] }],
  ["M1", withSteps({ kind: "did", commandId: "start-1" })],
  ["M1", withSteps({ kind: "did", commandId: "never written down" })],
  ["M1", withSteps({ kind: "did", commandId: "never written down", dies: true })],
  ["M1", withSteps({ kind: "did", commandId: "start-1", dies: true }, { kind: "booted", bootId: "b3" })],
  ["M1", withSteps({ kind: "acknowledged", upTo: 1 })],
  ["M1", { commands: GOOD.commands.map((one) => ({ ...one, id: "lost", epoch: 2 })) }],
  ["M2", withSteps({ kind: "connected", session: 1 })],
  ["M3", { decisionLogs: [...GOOD.decisionLogs, { seed: 1, skewMs: 1, log: ["end"] }] }],
  ["M4", { questions: [{ ...question, isOverdue: true }] }],
  [
    "M4",
    withEvents(
      event(22, "question.expired", { questionId: "q" }),
      event(23, "question.expired", { questionId: "q" }),
    ),
  ],
  ["O1", { replays: [{ does: "createTask", key: "k", first: { id: 1 }, again: { id: 2 }, changed: [] }] }],
  ["O1", { replays: [{ does: "createTask", key: "k", first: 1, again: 1, changed: ["the tasks"] }] }],
  ["O1", { clients: [answerCall({ answer: 1 }), answerCall({ answer: 2 })] }],
  ["O2", { health: [{ while: "the database is away", answered: 200 }] }],
  ["O2", { health: [{ while: "all is well", answered: 503 }] }],
  ["O3", { crossings: ["task of o in contract of p"] }],
  ["O4", { canaries: ["message 4"] }],
  ["O5", { liveAgents: [17] }],
  ["O6", { databaseFaults: ["an index is not valid"] }],
];

test("a history as it should be has no fault", () => {
  expect(checkHistory(GOOD)).toEqual([]);
});

test("a parked supervisor that a person takes back is restored, and counted", () => {
  expect(checkHistory({ ...GOOD, ...BY_HAND })).toEqual([]);
});

test("what is said to a run, and dies with it before it is written down, may be said again", () => {
  const said = { kind: "did", commandId: "turn-2", dies: true } as const;
  const again = [{ kind: "journaled", commandId: "turn-2" } as const, said];
  expect(checkHistory({ ...GOOD, ...withSteps(said, { kind: "booted", bootId: "b3" }, ...again) })).toEqual(
    [],
  );
});

test("a supervisor that waits for a person is as it should be", () => {
  const asking = {
    ...supervisor,
    state: "waiting_for_user" as const,
    pendingQuestions: 1,
    restorationCount: 0,
    phase: "plan",
  };
  const evidence: Evidence = {
    ...GOOD,
    contracts: [{ ...contract, status: "active", phase: "plan" }],
    tasks: [{ ...waiting, restorationCount: 0 }],
    runs: [run("t", 1, { endReason: "parked" })],
    restorations: [],
    supervisors: [asking],
    questions: [{ ...question, status: "pending", isDelivered: false, response: null }],
    calls: GOOD.calls.slice(0, 1),
    deliveries: GOOD.deliveries.slice(0, 1),
    checkpoints: [],
    events: GOOD.events.slice(0, 4),
    messages: GOOD.messages.slice(0, 3),
    spools: [],
    daemonSteps: [],
    commands: [],
    clients: [],
    streams: [],
    refMoves: [],
    agentLog: [],
  };
  expect(checkHistory(evidence)).toEqual([]);
});

test("a checkpoint that its task has left behind may be there under the name that it was put aside by", () => {
  const checkpoints = GOOD.checkpoints.map((one) => ({ ...one, isLeft: true }));
  const refs = GOOD.refs.map((one) => ({ ...one, ref: `refs/makima/c/left/${one.commit}` }));
  expect(checkHistory({ ...GOOD, checkpoints, refs })).toEqual([]);
});

test.each(PLANTED)("a fault against %s is found", (id, fault) => {
  const findings = checkHistory({ ...GOOD, ...fault });
  expect(findings.map((finding) => finding.slice(0, finding.indexOf(":")))).toContain(id);
});

test("every invariant has a check that finds a planted fault, or a reason to wait", () => {
  const found = new Set(PLANTED.map(([id]) => id));
  const unproven = INVARIANTS.filter((invariant) => "check" in invariant && !found.has(invariant.id));
  expect(unproven.map(({ id }) => id)).toEqual([]);
  const counts = { Q: 9, T: 12, S: 12, H: 10, G: 8, M: 4, O: 6 };
  const all = Object.entries(counts).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_, place) => `${letter}${place + 1}`),
  );
  expect(INVARIANTS.map(({ id }) => id)).toEqual(all);
});
