// Faults of histories, checkpoints, the mesh and the machine that are planted into the good history, each against one invariant.
import type { Evidence } from "./evidence.ts";
import { GOOD } from "./good-history.ts";
import { answerCall, call, event, message } from "./good-parts.ts";
import { question, spool, withEvents, withSteps } from "./good-variants.ts";

export const PLANTED_IN_RECORDS: readonly [id: string, fault: Partial<Evidence>][] = [
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
  [
    "M1",
    withSteps(
      { kind: "accepted", commandId: "start-2" },
      { kind: "journaled", commandId: "start-2" },
      { kind: "did", commandId: "start-2" },
    ),
  ],
  ["M1", withEvents(event(22, "contract.delivered", { commit: "abc" }, "w"))],
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
