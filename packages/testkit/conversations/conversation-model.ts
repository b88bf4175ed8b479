// The model of conversations: plain arrays beside the store. Steps are done to both, and each conversation that there is has to be read as its array.
import { isDeepStrictEqual } from "node:util";
import * as store from "./conversation-store.ts";
import type { ConversationWorld } from "./conversation-world.ts";

/** `task`, `place` and `which` choose one of those that there are, by their remainder. */
export type ConversationStep =
  /** the agent's messages; `again` of those before are sent once more with them */
  | { readonly do: "say"; readonly task: number; readonly count: number; readonly again: number }
  /** a message of makima itself */
  | { readonly do: "tell"; readonly task: number }
  /** what a fenced-off run still has to say */
  | { readonly do: "late"; readonly task: number }
  /** a new run, without the head moving */
  | { readonly do: "restore"; readonly task: number }
  | { readonly do: "rewind"; readonly task: number; readonly place: number }
  /** back to where an earlier rewind found it, an undone undo among them */
  | { readonly do: "undo"; readonly task: number; readonly which: number }
  | { readonly do: "fork"; readonly task: number; readonly place: number }
  /** a rewind whose transaction never reaches its COMMIT */
  | { readonly do: "crash"; readonly task: number; readonly place: number };

type Line = { text: string; id: string };
/** Where a rewind found the head, and what was in view there. */
type Mark = { place: store.Place; lines: readonly Line[] };
type Conversation = store.At & {
  /** the number of the run's newest message */
  source: number;
  lines: readonly Line[];
  marks: Mark[];
};
type Run = { of: ConversationWorld; contractId: string; all: Conversation[]; said: number };

/** Throws what differs, and after which step. */
export async function runConversationSteps(
  of: ConversationWorld,
  steps: readonly ConversationStep[],
): Promise<void> {
  const { contractId } = await of.nextContract();
  const run: Run = { of, contractId, all: [], said: 0 };
  await open(run, null);
  for (const [index, step] of steps.entries()) {
    const at = pick(run, step.task);
    await take(run, at, step);
    await compare(run, at, `step ${index + 1}, ${step.do}`);
  }
  for (const at of run.all) await compare(run, at, "all steps");
}

function take(run: Run, at: Conversation, step: ConversationStep): Promise<void> {
  switch (step.do) {
    case "say":
      return say(run, at, step);
    case "tell":
      return tell(run, at);
    case "late":
      return late(run, at);
    case "restore":
      return beginEpoch(run, at);
    case "rewind":
      return rewind(run, at, step.place);
    case "undo":
      return undo(run, at, step.which);
    case "fork":
      return fork(run, at, step.place);
    case "crash":
      return crash(run, at, step.place);
  }
}

async function say(run: Run, at: Conversation, { count, again }: { count: number; again: number }) {
  const first = Math.max(1, at.source + 1 - again);
  const repeated = at.source - first + 1;
  const texts = Array.from({ length: count }, () => nextText(run));
  const old = Array.from({ length: repeated }, () => "a repetition, which is not taken");
  const batch = [...old, ...texts].map((text, index) => message(first + index, text));
  expectSame(await store.say(run.of, at, batch), "appended", "a batch with something new");
  at.source += count;
  await keep(run, at, texts);
}

async function tell(run: Run, at: Conversation): Promise<void> {
  const text = nextText(run);
  await store.tell(run.of, at, text);
  await keep(run, at, [text]);
}

async function late({ of }: Run, at: Conversation): Promise<void> {
  const outcome = await store.say(of, { ...at, epoch: at.epoch - 1 }, [message(1, "too late")]);
  expectSame(outcome, "fenced", "what an older run says");
}

async function beginEpoch({ of }: Run, at: Conversation): Promise<void> {
  Object.assign(at, { epoch: await store.beginEpoch(of, at), source: 0 });
}

async function rewind(run: Run, at: Conversation, place: number): Promise<void> {
  const { headId } = await store.viewOf(run.of, at);
  const count = place % (at.lines.length + 1);
  await move(run, at, { place: { segmentId: headId, count }, lines: at.lines.slice(0, count) });
}

async function undo(run: Run, at: Conversation, which: number): Promise<void> {
  const mark = at.marks[which % Math.max(1, at.marks.length)];
  if (mark !== undefined) await move(run, at, mark);
}

async function move({ of }: Run, at: Conversation, { place, lines }: Mark): Promise<void> {
  const { headId, messageCount } = await store.viewOf(of, at);
  at.marks.push({ place: { segmentId: headId, count: messageCount }, lines: at.lines });
  await expectLines(of, await store.viewFrom(of, at, place), {
    lines,
    after: "a look at where a rewind goes",
  });
  const epoch = await store.rewindTo(of, at, { place, beforeCommit: () => undefined });
  Object.assign(at, { epoch, source: 0, lines });
}

async function fork(run: Run, at: Conversation, place: number): Promise<void> {
  const lines = at.lines.slice(0, place % (at.lines.length + 1));
  const { contractId, of } = run;
  const messageId = lines.at(-1)?.id;
  const point =
    messageId === undefined ? null : await store.pointAt(of, { contractId, taskId: at.taskId, messageId });
  await open(run, { taskId: at.taskId, point, lines });
}

async function crash({ of }: Run, at: Conversation, place: number): Promise<void> {
  const { headId } = await store.viewOf(of, at);
  const cut = new Error("the program is gone");
  const beforeCommit = () => {
    throw cut;
  };
  const to = { segmentId: headId, count: place % (at.lines.length + 1) };
  const outcome = await store.rewindTo(of, at, { place: to, beforeCommit }).catch((error: unknown) => error);
  expectSame(outcome === cut, true, "a crash before COMMIT");
}

type Origin = Parameters<typeof store.openTask>[2] & { lines: readonly Line[] };

async function open(run: Run, from: Origin | null): Promise<void> {
  const taskId = await store.openTask(run.of, run.contractId, from);
  const made = { taskId, epoch: 0, source: 0, lines: from?.lines ?? [], marks: [] };
  await beginEpoch(run, made);
  run.all.push(made);
}

/** The ids of what was said last are read: they are the store's to give. */
async function keep({ of }: Run, at: Conversation, texts: readonly string[]): Promise<void> {
  const { place } = await store.viewOf(of, at);
  const first = place.message - texts.length + 1;
  at.lines = [...at.lines, ...texts.map((text, index) => ({ text, id: `${at.taskId}:${first + index}` }))];
}

/** Whole, forwards, and its last page backwards. */
async function compare({ of }: Run, at: Conversation, after: string): Promise<void> {
  const view = await store.viewOf(of, at);
  expectSame(view.messageCount, at.lines.length, `the count after ${after}`);
  await expectLines(of, view, { lines: at.lines, after });
  const back = await store.readMessages(of, view, { order: "desc", limit: LAST_PAGE });
  const wanted = placed(at.lines).toReversed().slice(0, LAST_PAGE);
  expectSame(back, wanted, `the last page after ${after}`);
}

const LAST_PAGE = 3;

async function expectLines(
  of: ConversationWorld,
  view: Parameters<typeof store.readMessages>[1],
  { lines, after }: { lines: readonly Line[]; after: string },
): Promise<void> {
  const seen = await store.readMessages(of, view, { order: "asc", limit: lines.length + 100 });
  expectSame(seen, placed(lines), `what is read after ${after}`);
}

const placed = (lines: readonly Line[]) => lines.map(({ text }, index) => ({ text, index }));

function pick({ all }: Run, task: number): Conversation {
  const at = all[task % all.length];
  if (at === undefined) throw new Error("there is no task");
  return at;
}

function nextText(run: Run): string {
  run.said += 1;
  return `message ${run.said}`;
}

const message = (source: number, content: string) => ({
  ...{ source, content, role: "assistant" as const, toolCallId: null, toolName: null },
  ...{ isError: false, truncated: false, durationMs: null },
});

function expectSame(found: unknown, wanted: unknown, what: string): void {
  if (isDeepStrictEqual(found, wanted)) return;
  throw new Error(`${what}: wanted ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`);
}
