// The health check of a transcript and its repair in one: what is wrong is named, and what has one right answer is put right.
import { createHash } from "node:crypto";
import { callsOf, type Entry, isCompaction, isMessage, readEntry, resultsOf } from "./entry.ts";

export interface MendedTranscript {
  readonly entries: readonly Entry[];
  /** Calls at its end that have no result yet, in their order. */
  readonly openCalls: readonly { readonly id: string; readonly name: string }[];
  readonly problems: readonly TranscriptProblem[];
}

interface TranscriptProblem {
  readonly code:
    | "torn_tail"
    | "unreadable_line"
    | "double_line"
    | "empty_message"
    | "missing_parent"
    | "call_without_result"
    | "no_message"
    | "oversize";
  /** False when nobody can go on from this transcript. */
  readonly isMended: boolean;
  readonly sentence: string;
}

export const OUTCOME_UNKNOWN =
  "[Interrupted: the agent's program ended before the result of this call was recorded. Its outcome is unknown; look before you rely on it or do it again.]";

/** More than any model reads: letters of the messages that Claude would load. */
const mostLetters = 4_000_000;

/** The same lines always give the same transcript: it is mended again each time it is read, and what was stored stays as it is. */
export function mendTranscript(lines: readonly string[]): MendedTranscript {
  const read = readLines(lines);
  const whole = dropLines(read.entries);
  const linked = linkParents(whole.entries);
  const closed = closeCalls(linked.entries);
  return {
    entries: closed.entries,
    openCalls: closed.openCalls,
    problems: [
      ...read.problems,
      ...whole.problems,
      ...linked.problems,
      ...closed.problems,
      ...judgeWhole(closed.entries),
    ],
  };
}

/** Whether Claude can go on from it. */
export const isSound = ({ problems }: MendedTranscript): boolean =>
  problems.every(({ isMended }) => isMended);

type Step = { readonly entries: Entry[]; readonly problems: TranscriptProblem[] };

function readLines(lines: readonly string[]): Step {
  const step: Step = { entries: [], problems: [] };
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const entry = readEntry(line);
    if (entry !== null) step.entries.push(entry);
    else if (index === lines.length - 1)
      step.problems.push(mended("torn_tail", "Its last line was not written to its end and was left out."));
    else step.problems.push(mended("unreadable_line", `Line ${index + 1} cannot be read and was left out.`));
  }
  return step;
}

/** What stands twice, says nothing, or marks a call that waits: its result is put in by us, so that Claude does not call again. */
function dropLines(all: readonly Entry[]): Step {
  const step: Step = { entries: [], problems: [] };
  const known = new Set<string>();
  /** What stands behind a line that was dropped goes on from where that one did. */
  const parents = new Map<string, string | null>();
  for (const entry of all) {
    const { uuid, parentUuid } = entry;
    if (uuid !== undefined && known.has(uuid)) {
      step.problems.push(mended("double_line", `Line ${uuid} stood there twice.`));
      continue;
    }
    if (uuid !== undefined) known.add(uuid);
    const isEmpty = isMessage(entry) && isEmptyMessage(entry);
    if (isEmpty)
      step.problems.push(
        mended("empty_message", `A message of type ${entry.type} was empty and was left out.`),
      );
    const parent =
      parentUuid != null && parents.has(parentUuid) ? (parents.get(parentUuid) ?? null) : parentUuid;
    if (isEmpty || entry.attachment?.type === "hook_deferred_tool") {
      if (uuid !== undefined) parents.set(uuid, parent ?? null);
    } else step.entries.push(parent === parentUuid ? entry : { ...entry, parentUuid: parent });
  }
  return step;
}

function isEmptyMessage({ message }: Entry): boolean {
  const content = message?.content;
  return (
    content === undefined || (typeof content === "string" ? content.trim() === "" : content.length === 0)
  );
}

function linkParents(all: readonly Entry[]): Step {
  const step: Step = { entries: [], problems: [] };
  const known = new Set(all.flatMap(({ uuid }) => uuid ?? []));
  let last: string | null = null;
  for (const entry of all) {
    const { uuid, parentUuid } = entry;
    if (parentUuid != null && !known.has(parentUuid)) {
      step.problems.push(mended("missing_parent", `Line ${uuid} goes on from a line that is not there.`));
      step.entries.push({ ...entry, parentUuid: last });
    } else step.entries.push(entry);
    if (uuid !== undefined && entry.isSidechain !== true) last = uuid;
  }
  return step;
}

/** A call that something else follows gets a result at once; those at the end are left to whoever knows their results. */
function closeCalls(all: readonly Entry[]): Step & Pick<MendedTranscript, "openCalls"> {
  const answered = new Set(all.flatMap(resultsOf).map(({ id }) => id));
  const problems: TranscriptProblem[] = [];
  const openCalls: { id: string; name: string }[] = [];
  /** By the line before which their results have to stand. */
  const missing = new Map<number, { id: string; name: string }[]>();
  for (const [index, entry] of all.entries()) {
    const open = callsOf(entry).filter(({ id }) => !answered.has(id));
    if (open.length === 0) continue;
    const end = all.findIndex((later, at) => at > index && goesOnBehind(later, entry));
    if (end === -1) openCalls.push(...open);
    else missing.set(end, [...(missing.get(end) ?? []), ...open]);
  }
  const entries = all.flatMap((entry, index) => {
    const calls = missing.get(index);
    if (calls === undefined) return [entry];
    const names = calls.map(({ name }) => name).join(", ");
    problems.push(mended("call_without_result", `What became of ${names} was not written down.`));
    return [...closeBefore(entry, calls)];
  });
  return { entries, openCalls, problems };
}

/** Results follow the message that called, whose blocks are lines of their own; anything else is said later. */
function goesOnBehind(later: Entry, call: Entry): boolean {
  if (!isMessage(later)) return false;
  if (later.type === "assistant") return later.message?.id !== call.message?.id;
  return resultsOf(later).length === 0;
}

function closeBefore(entry: Entry, calls: readonly { id: string }[]): [Entry, Entry] {
  const { message: _, uuid, ...place } = entry;
  const content = calls.map(({ id }) => ({
    type: "tool_result",
    tool_use_id: id,
    content: OUTCOME_UNKNOWN,
    is_error: true,
  }));
  const closing = {
    ...place,
    type: "user",
    uuid: deriveUuid(uuid ?? ""),
    message: { role: "user", content },
  };
  return [closing, { ...entry, parentUuid: closing.uuid }];
}

/** So that the same lines are mended in the same way each time. */
function deriveUuid(from: string): string {
  const hex = createHash("sha256").update(from).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

function judgeWhole(entries: readonly Entry[]): TranscriptProblem[] {
  const from = entries.findLastIndex(isCompaction) + 1;
  const messages = entries.slice(from).filter(isMessage);
  const letters = messages.reduce(
    (sum, { message }) => sum + JSON.stringify(message?.content ?? "").length,
    0,
  );
  return [
    ...(messages.length === 0 && from === 0
      ? [{ code: "no_message" as const, isMended: false, sentence: "It holds no message." }]
      : []),
    ...(letters > mostLetters
      ? [
          {
            code: "oversize" as const,
            isMended: false,
            sentence: `It holds ${letters} letters, more than any model reads.`,
          },
        ]
      : []),
  ];
}

const mended = (code: TranscriptProblem["code"], sentence: string): TranscriptProblem => ({
  code,
  isMended: true,
  sentence,
});
