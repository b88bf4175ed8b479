// The good history with something of it in another way, which may be as good.
import type { Evidence } from "./evidence.ts";
import { GOOD } from "./good-history.ts";
import { checkpoint, event, message, segment, workerTask } from "./good-parts.ts";

const first = <Item>([item]: readonly Item[]): Item => {
  if (item === undefined) throw new Error("the good history has one of each");
  return item;
};
export const task = first(GOOD.tasks);
export const supervisor = first(GOOD.supervisors);
export const question = first(GOOD.questions);
export const spool = first(GOOD.spools);
export const [, worker = task] = GOOD.tasks;
export const contract = first(GOOD.contracts);
export const active = { contracts: [{ ...contract, status: "active" as const }] };
export const waiting = { ...task, status: "waiting" as const };

/** The events with these in place of those of the same numbers. */
export const withEvents = (...others: Evidence["events"]): Pick<Evidence, "events"> => ({
  events: [
    ...GOOD.events.map((one) => others.find(({ number }) => number === one.number) ?? one),
    ...others.filter(({ number }) => number > GOOD.events.length),
  ],
});

export const withSteps = (
  ...steps: Evidence["daemonSteps"][number]["steps"]
): Pick<Evidence, "daemonSteps"> => ({
  daemonSteps: GOOD.daemonSteps.map((one) => ({ ...one, steps: [...one.steps, ...steps] })),
});

/** A person took up the supervisor in another way, when its process was parked. */
export const BY_HAND: Partial<Evidence> = {
  ...withEvents(event(5, "task.interrupted", { epoch: 1, reason: "manual" })),
  runs: GOOD.runs.map((one) => (one.endReason === "daemon_restart" ? { ...one, endReason: "parked" } : one)),
};

const back = { rewindId: "r", undoCheckpointId: "k3" };

/**
 * The worker said three things, with a checkpoint at the second one; it was taken back to that, code and conversation, which kept how it stood,
 * and said a fourth. A fork of that moment, and a branch, are there too.
 */
export const TAKEN_BACK = {
  ...withEvents(
    event(22, "conversation.rewound", { ...back, index: 1 }, "w"),
    event(23, "code.rewound", { ...back, checkpointId: "k2" }, "w"),
    event(24, "branch.made", { branch: "idea", commit: "bcd", checkpointId: "k2" }, "w"),
    event(25, "task.spawned", {}, "f"),
    event(26, "run.begun", { epoch: 1 }, "f"),
    event(27, "task.done", {}, "f"),
    event(28, "run.ended", { epoch: 1 }, "f"),
  ),
  streams: [],
  messages: [
    ...GOOD.messages,
    ...[1, 2, 3, 4].map((seq) => message(seq, "assistant", { taskId: "w", epoch: seq < 4 ? 1 : 3 })),
  ],
  checkpoints: [
    ...GOOD.checkpoints,
    checkpoint(2, { commit: "bcd", tree: "then", messageIndex: 1 }),
    checkpoint(3, { commit: "cde", tree: "kept", messageIndex: 2, epoch: 2 }),
  ],
  refs: [
    ...GOOD.refs,
    { ref: "refs/makima/c/w/2", commit: "bcd", tree: "then" },
    { ref: "refs/makima/c/w/3", commit: "cde", tree: "kept" },
  ],
  refMoves: [...GOOD.refMoves, { ref: "refs/heads/idea", from: "000", to: "bcd" }],
  rewinds: [
    {
      ...{ id: "r", taskId: "w", epoch: 2, movesConversation: true, keepSegmentId: "sw", keepCount: 2 },
      ...{ fromSegmentId: "sw", fromCount: 3, checkpointId: "k2", undoCheckpointId: "k3" },
    },
  ],
  rewoundTrees: [{ rewindId: "r", tree: "then" }],
  segments: [
    ...GOOD.segments,
    segment("sr", { taskId: "w", startSeq: 4, startIndex: 2, parentId: "sw", reason: "rewind" }),
    segment("sf", { taskId: "f", startIndex: 2, parentId: "sw", reason: "fork" }),
  ],
  heads: [
    ...GOOD.heads.filter(({ taskId }) => taskId !== "w"),
    { taskId: "w", segmentId: "sr", lastSeq: 4 },
    { taskId: "f", segmentId: "sf", lastSeq: 0 },
  ],
  tasks: [
    ...GOOD.tasks,
    {
      ...workerTask,
      ...{ id: "f", baseCheckpointId: "k2", baseCommit: "bcd", resultCommit: null },
      forkedFrom: { taskId: "w", type: "checkpoint", checkpointId: "k2", messageId: "w:2" },
    },
  ],
} satisfies Partial<Evidence>;
