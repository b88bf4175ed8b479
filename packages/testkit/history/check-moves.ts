// Going back and going on elsewhere: a rewind deletes nothing and goes exactly where it says, a fork begins exactly at its moment, and a
// restoration without news brings the same conversation back.
import type { Check, Evidence } from "./evidence.ts";
import { seenFrom } from "./seen-from.ts";

type Task = Evidence["tasks"][number];
type Rewind = Evidence["rewinds"][number];
type Restoration = Evidence["restorations"][number];

/** H6: what was in view is there still, each move of a head is an event, and the head is where the last one left it. */
export const rewindsDeleteNothing: Check = (evidence) => [
  ...evidence.rewinds.flatMap((rewind) => rewindFaults(rewind, evidence)),
  ...evidence.heads.flatMap((head) => headFaults(head, evidence)),
  ...changedSegments(evidence),
];

function rewindFaults(rewind: Rewind, evidence: Evidence): string[] {
  const { id, fromSegmentId, fromCount, movesConversation } = rewind;
  const told = (type: string): number =>
    evidence.events.filter((event) => event.type === type && event.data["rewindId"] === id).length;
  const wanted = [
    ["conversation.rewound", movesConversation ? 1 : 0],
    ["code.rewound", rewind.checkpointId === null ? 0 : 1],
  ] as const;
  const before = { segmentId: fromSegmentId, count: fromCount ?? 0 };
  return [
    ...wanted
      .filter(([type, count]) => told(type) !== count)
      .map(([type]) => `rewind ${id} has ${told(type)} events ${type}`),
    ...lostOf(evidence, before).map((what) => `what was in view before rewind ${id} is lost: ${what}`),
    ...(movesConversation ? moveFaults(rewind, evidence) : []),
  ];
}

/** There is a segment from which just that is seen which was to stay. */
function moveFaults({ id, taskId, keepSegmentId, keepCount }: Rewind, { segments }: Evidence): string[] {
  const count = keepCount ?? 0;
  const kept = seenFrom(segments, { segmentId: keepSegmentId, count });
  const isThere = segments
    .filter((one) => one.taskId === taskId && one.reason === "rewind" && one.startIndex === count)
    .some(
      ({ parentId }) => String(seenFrom(segments, { segmentId: parentId, count })) === String(kept ?? "none"),
    );
  return isThere ? [] : [`no segment of task ${taskId} begins where rewind ${id} went`];
}

function headFaults({ taskId, segmentId, lastSeq }: Evidence["heads"][number], evidence: Evidence): string[] {
  const own = evidence.segments.filter((one) => one.taskId === taskId);
  const moves = own.filter(({ reason }) => reason === "rewind" || reason === "restart").length;
  const told = evidence.events.filter(
    (event) => event.taskId === taskId && event.type === "conversation.rewound",
  ).length;
  const head = own.at(-1);
  if (head?.id !== segmentId) return [`the head of task ${taskId} is not its newest segment`];
  const count = head.startIndex + lastSeq - head.startSeq + 1;
  return [
    ...(moves === told
      ? []
      : [`the head of task ${taskId} moved ${moves} times, and ${told} events tell of it`]),
    ...lostOf(evidence, { segmentId, count }).map(
      (what) => `task ${taskId} has lost what is in view: ${what}`,
    ),
  ];
}

/** The messages in view that are not there. */
function lostOf(
  { segments, messages }: Evidence,
  view: { segmentId: string | null; count: number },
): string[] {
  const seen = seenFrom(segments, view);
  if (seen === null) return [`${view.count} messages seen from segment ${view.segmentId}`];
  const stored = new Set(messages.map(({ taskId, seq }) => `${taskId}:${seq}`));
  return seen.filter((name) => !stored.has(name));
}

function changedSegments({ segments, earlier }: Evidence): string[] {
  const now = new Set(segments.map((segment) => JSON.stringify(segment)));
  return earlier
    .flatMap((seen) => seen.segments)
    .filter((segment) => !now.has(JSON.stringify(segment)))
    .map(({ id, taskId }) => `segment ${id} of task ${taskId} is not what it was`);
}

/** H7: its past is its original's, by reference, up to the moment that it was made from. That no segment changes is H6. */
export const forksShareTheirPrefix: Check = (evidence) =>
  evidence.tasks.flatMap((task) => {
    if (!task.forkedFrom) return [];
    const [first] = evidence.segments.filter(({ taskId }) => taskId === task.id);
    if (first === undefined) return [`fork ${task.id} has no conversation`];
    const { startIndex: count, parentId: segmentId, startSeq } = first;
    const past = seenFrom(evidence.segments, { segmentId, count });
    return [
      ...(first.reason === "fork" && startSeq === 1 ? [] : [`fork ${task.id} does not begin as a fork`]),
      ...lostOf(evidence, { segmentId, count }).map(
        (what) => `fork ${task.id} has lost of its past: ${what}`,
      ),
      ...(past === null || count === 0 ? [] : pointFaults(task, past, evidence)),
    ];
  });

function pointFaults({ id, forkedFrom }: Task, past: readonly string[], { checkpoints }: Evidence): string[] {
  const last = past.at(-1);
  const checkpoint = checkpoints.find((one) => one.id === forkedFrom?.checkpointId);
  const isShort = forkedFrom?.type === "checkpoint" && past.length !== (checkpoint?.messageIndex ?? 0) + 1;
  return [
    ...(past.some((name) => name.startsWith(`${id}:`))
      ? [`fork ${id} has its own messages for its past`]
      : []),
    ...(forkedFrom?.messageId === last
      ? []
      : [`fork ${id} was made at message ${forkedFrom?.messageId}, and its past ends with ${last}`]),
    ...(isShort ? [`fork ${id} has ${past.length} messages of checkpoint ${checkpoint?.number}`] : []),
  ];
}

/** G4 */
export const codeGoesBackExactly: Check = ({ rewinds, checkpoints, rewoundTrees }) =>
  rewinds.flatMap(({ id, taskId, checkpointId, undoCheckpointId }) => {
    const wanted = checkpoints.find((one) => one.id === checkpointId);
    const isKept = checkpoints.some((one) => one.id === undoCheckpointId && one.taskId === taskId);
    const last = rewoundTrees.findLast(({ rewindId }) => rewindId === id);
    return [
      ...(isKept ? [] : [`how task ${taskId} stood before rewind ${id} is no checkpoint of it`]),
      ...(wanted === undefined || last === undefined || last.tree === wanted.tree
        ? []
        : [`rewind ${id} wanted tree ${wanted.tree} of checkpoint ${wanted.number}, and made ${last.tree}`]),
    ];
  });

/** G7 */
export const forksBeginAtTheirCheckpoint: Check = ({ tasks, checkpoints, events, refMoves }) => {
  const byId = new Map(checkpoints.map((one) => [one.id, one]));
  return [
    ...tasks.flatMap(({ id, forkedFrom, baseCheckpointId, baseCommit }) => {
      const from = byId.get(forkedFrom?.checkpointId ?? "");
      if (from === undefined) return [];
      const isThere = baseCheckpointId === from.id && (baseCommit === null || baseCommit === from.commit);
      return isThere
        ? []
        : [`fork ${id} is of checkpoint ${from.number}, ${from.commit}, and began at ${baseCommit}`];
    }),
    ...events
      .filter(({ type }) => type === "branch.made")
      .flatMap(({ data }) => {
        const { branch, commit, checkpointId, undoCheckpointId } = data;
        const from = byId.get(String(checkpointId ?? undoCheckpointId));
        const ref = `refs/heads/${String(branch)}`;
        const first = refMoves.find((move) => move.ref === ref);
        return [
          ...(from?.commit === commit ? [] : [`branch ${String(branch)} was made at ${String(commit)}`]),
          ...(first === undefined || first.to === commit
            ? []
            : [`branch ${String(branch)} began at ${first.to}, and not at ${String(commit)}`]),
        ];
      }),
  ];
};

/** S8: between two restorations a conversation grows by just what was said meanwhile, and what its agent is told begins as it did before. */
export const restoringBringsTheSameBack: Check = (evidence) => [
  ...evidence.restorations.flatMap((next) => {
    const before = evidence.restorations.find(
      (one) => one.taskId === next.taskId && one.number === next.number - 1,
    );
    return before === undefined ? [] : growthFaults({ before, next }, evidence);
  }),
  ...evidence.pasts.flatMap((next) => {
    const before = evidence.pasts.find((one) => one.taskId === next.taskId && one.epoch === next.epoch - 1);
    const isSame = before === undefined || hasMoved(evidence, next) || next.text.startsWith(before.text);
    return isSame
      ? []
      : [`run ${next.epoch} of task ${next.taskId} was told another past than the run before`];
  }),
];

type Pair = { before: Restoration; next: Restoration };

function growthFaults({ before, next }: Pair, evidence: Evidence): string[] {
  const { taskId } = next;
  if (before.plan !== "proceed" || hasMoved(evidence, { taskId, epoch: next.epoch, since: before.epoch }))
    return [];
  const said = evidence.messages.filter(
    (one) => one.taskId === taskId && one.epoch >= before.epoch && one.epoch < next.epoch,
  ).length;
  const grown = next.inputs.facts.conversation.messageCount - before.inputs.facts.conversation.messageCount;
  return grown === said
    ? []
    : [
        `between restorations ${before.number} and ${next.number} of task ${taskId} ${said} messages came, and ${grown} are seen`,
      ];
}

/** By a person, or by a plan that goes back. */
function hasMoved(
  { rewinds, restorations }: Evidence,
  { taskId, epoch, since = epoch - 1 }: { taskId: string; epoch: number; since?: number },
): boolean {
  const isBetween = (one: { taskId: string; epoch: number }): boolean =>
    one.taskId === taskId && one.epoch >= since && one.epoch <= epoch;
  return rewinds.some(isBetween) || restorations.some((one) => isBetween(one) && one.plan !== "proceed");
}
