// Faults of histories, checkpoints, the mesh and the machine that are planted into the good history, each against one invariant.
import { type Evidence, STRANGER } from "./evidence.ts";
import { GOOD } from "./good-history.ts";
import { answerCall, call, event, message } from "./good-parts.ts";
import { question, spool, TAKEN_BACK, withEvents, withSteps } from "./good-variants.ts";

const changed = <Row extends { id: string }>(rows: readonly Row[], id: string, rest: Partial<Row>): Row[] =>
  rows.map((row) => (row.id === id ? { ...row, ...rest } : row));

export const PLANTED_IN_RECORDS: readonly [id: string, fault: Partial<Evidence>][] = [
  ["H1", { events: GOOD.events.filter(({ number }) => number !== 4) }],
  ["H1", { messages: [...GOOD.messages, message(7, "user")] }],
  ["H2", { messages: [...GOOD.messages, message(6, "assistant", { source: 1 })] }],
  ["H3", { earlier: [{ events: [event(3, "task.waiting")], messages: [], questions: [], segments: [] }] }],
  ["H3", { earlier: [{ events: [], messages: [message(9, "user")], questions: [], segments: [] }] }],
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
  [
    "H6",
    { ...TAKEN_BACK, messages: TAKEN_BACK.messages.filter(({ taskId, seq }) => taskId !== "w" || seq !== 3) },
  ],
  ["H6", { ...TAKEN_BACK, events: TAKEN_BACK.events.filter(({ type }) => type !== "conversation.rewound") }],
  ["H6", { ...TAKEN_BACK, heads: [{ taskId: "w", segmentId: "sw", lastSeq: 3 }] }],
  ["H6", { ...TAKEN_BACK, segments: changed(TAKEN_BACK.segments, "sr", { startIndex: 1 }) }],
  ["H6", { ...TAKEN_BACK, segments: changed(TAKEN_BACK.segments, "sr", { parentId: "st" }) }],
  [
    "H6",
    {
      earlier: [
        { events: [], messages: [], questions: [], segments: changed(GOOD.segments, "st", { startSeq: 2 }) },
      ],
    },
  ],
  ["H7", { ...TAKEN_BACK, segments: changed(TAKEN_BACK.segments, "sf", { startIndex: 1 }) }],
  ["H7", { ...TAKEN_BACK, segments: changed(TAKEN_BACK.segments, "sf", { parentId: "st" }) }],
  ["H7", { ...TAKEN_BACK, segments: changed(TAKEN_BACK.segments, "sf", { reason: "first" }) }],
  [
    "H7",
    { ...TAKEN_BACK, messages: TAKEN_BACK.messages.filter(({ taskId, seq }) => taskId !== "w" || seq !== 2) },
  ],
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
  ["G4", { ...TAKEN_BACK, rewoundTrees: [{ rewindId: "r", tree: "kept" }] }],
  ["G4", { ...TAKEN_BACK, checkpoints: TAKEN_BACK.checkpoints.slice(0, 2) }],
  ["G5", { refMoves: [...GOOD.refMoves, { ref: "refs/heads/makima/c", from: "fff", to: "abc" }] }],
  ["G5", { refMoves: [{ ref: "refs/heads/main", from: "000", to: "fff" }] }],
  ["G6", withEvents(event(22, "task.merged", {}, "w"))],
  ["G7", { ...TAKEN_BACK, tasks: changed(TAKEN_BACK.tasks, "f", { baseCommit: "cde" }) }],
  ["G7", { ...TAKEN_BACK, tasks: changed(TAKEN_BACK.tasks, "f", { baseCheckpointId: "k1" }) }],
  ["G7", { ...TAKEN_BACK, refMoves: [{ ref: "refs/heads/idea", from: "000", to: "cde" }] }],
  ["G8", { locks: ["/mirror/index.lock"] }],
  ["M1", withSteps({ kind: "did", commandId: "start-1" })],
  ["M1", withSteps({ kind: "did", commandId: "never written down" })],
  ["M1", withSteps({ kind: "did", commandId: "never written down", dies: true })],
  ["M1", withSteps({ kind: "did", commandId: "start-1", dies: true }, { kind: "booted", bootId: "b3" })],
  ["M1", withSteps({ kind: "acknowledged", upTo: 1 })],
  [
    "M1",
    withSteps(
      { kind: "accepted", commandId: "start-2" },
      { kind: "journaled", commandId: "start-2" },
      { kind: "did", commandId: "start-2" },
    ),
  ],
  ["M1", withEvents(event(22, "contract.delivered", { commit: "abc" }, "w"))],
  ["M1", withEvents(event(22, "contract.undelivered", { commit: "abc" }, null))],
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
  ["O3", { clients: [...GOOD.clients, answerCall({ client: STRANGER, does: "getQuestion" })] }],
  [
    "O3",
    {
      clients: [
        ...GOOD.clients,
        answerCall({ client: STRANGER, does: "getTask", outcome: "fail", code: "TASK_FINISHED" }),
      ],
    },
  ],
  ["O4", { canaries: ["message 4"] }],
  ["O5", { liveAgents: [17] }],
  ["O6", { databaseFaults: ["an index is not valid"] }],
];
