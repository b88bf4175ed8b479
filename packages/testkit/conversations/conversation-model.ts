// The model of conversations: plain arrays beside the store. Steps are done to both, and each conversation that there is has to be read as its array.
import { isDeepStrictEqual } from "node:util";
import { MESSAGE_ROLES } from "@makima/core/conversation";
import { lockContract } from "@makima/server/contracts/contracts";
import type { Tx } from "@makima/server/db/database";
import { findPoint } from "@makima/server/forks/find-point";
import { readView, scanMessages, type View } from "@makima/server/history/history";
import { SERVER } from "@makima/server/journal/journal";
import { viewAt } from "@makima/server/rewinds/view-at";
import { appendMessages } from "@makima/server/tasks/append-messages";
import { appendOwnMessage } from "@makima/server/tasks/append-own-message";
import { growEpoch, lockTask, moveHead, spawnTask } from "@makima/server/tasks/tasks";
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

type Place = { segmentId: string | null; count: number };
/** Where a rewind found the head, and what was in view there. */
type Mark = { place: Place; texts: readonly string[]; ids: readonly string[] };

type Conversation = {
  taskId: string;
  epoch: number;
  /** the number of the run's newest message */
  source: number;
  texts: string[];
  ids: string[];
  marks: Mark[];
};

/** Throws what differs, and after which step. */
export async function runConversationSteps(
  world: ConversationWorld,
  steps: readonly ConversationStep[],
): Promise<void> {
  const run = await ConversationRun.open(world);
  for (const [index, step] of steps.entries()) {
    await run.step(step);
    await run.compare(step.task, `step ${index + 1}, ${step.do}`);
  }
  await run.compareAll();
}

class ConversationRun {
  readonly #of: ConversationWorld;
  readonly #contractId: string;
  readonly #all: Conversation[] = [];
  #said = 0;

  private constructor(of: ConversationWorld, contractId: string) {
    this.#of = of;
    this.#contractId = contractId;
  }

  static async open(of: ConversationWorld): Promise<ConversationRun> {
    const run = new ConversationRun(of, (await of.nextContract()).contractId);
    await run.#spawn(null, null);
    return run;
  }

  async step(step: ConversationStep): Promise<void> {
    const at = this.#pick(step.task);
    switch (step.do) {
      case "say":
        return this.#say(at, step);
      case "tell":
        return this.#tell(at);
      case "late":
        return this.#late(at);
      case "restore":
        return this.#transaction((tx) => this.#newRun(tx, at));
      case "rewind":
        return this.#move(at, { place: step.place % (at.texts.length + 1), mark: null });
      case "undo":
        return at.marks.length === 0
          ? undefined
          : this.#move(at, { place: 0, mark: at.marks[step.which % at.marks.length] ?? null });
      case "fork":
        return this.#fork(at, step.place % (at.texts.length + 1));
      case "crash":
        return this.#crash(at, step.place % (at.texts.length + 1));
    }
  }

  /** Whole, forwards, and its last page backwards. */
  async compare(task: number, after: string): Promise<void> {
    await this.#compareOne(this.#pick(task), after);
  }

  async compareAll(): Promise<void> {
    for (const at of this.#all) await this.#compareOne(at, "all steps");
  }

  async #say(at: Conversation, { count, again }: { count: number; again: number }): Promise<void> {
    const first = Math.max(1, at.source + 1 - again);
    const repeated = at.source - first + 1;
    const last = at.source + count;
    const texts = Array.from({ length: count }, () => this.#text());
    const batch = Array.from({ length: last - first + 1 }, (_, index) =>
      said(
        first + index,
        index < repeated ? "a repetition, which is not taken" : (texts[index - repeated] ?? ""),
      ),
    );
    const outcome = await this.#append(at, at.epoch, batch);
    expectSame(outcome, "appended", "a batch with something new");
    at.source = last;
    await this.#took(at, texts);
  }

  async #tell(at: Conversation): Promise<void> {
    const text = this.#text();
    await this.#transaction((tx) =>
      appendOwnMessage(tx, { ...this.#key(at), epoch: at.epoch }, { role: "user", content: text }),
    );
    await this.#took(at, [text]);
  }

  async #late(at: Conversation): Promise<void> {
    const outcome = await this.#append(at, at.epoch - 1, [said(1, "too late")]);
    expectSame(outcome, "fenced", "what an older run says");
  }

  async #move(at: Conversation, { place, mark }: { place: number; mark: Mark | null }): Promise<void> {
    const view = await this.#view(at);
    at.marks.push({
      place: { segmentId: view.headId, count: view.messageCount },
      texts: [...at.texts],
      ids: [...at.ids],
    });
    const to = mark?.place ?? { segmentId: place === 0 ? null : view.headId, count: place };
    const texts = mark?.texts ?? at.texts.slice(0, place);
    const ids = mark?.ids ?? at.ids.slice(0, place);
    const shown = await viewAt(this.#of.world.db, { ...this.#key(at), place: to });
    expectSame(await this.#read(at, { ...view, ...shown }), texts, "what a rewind would show");
    await this.#transaction(async (tx) => {
      await this.#newRun(tx, at);
      await this.#moveHead(tx, at, to);
    });
    at.texts = [...texts];
    at.ids = [...ids];
  }

  async #fork(at: Conversation, place: number): Promise<void> {
    const messageId = at.ids[place - 1];
    const of = { ownerId: this.#of.principal.ownerId, contractId: this.#contractId, taskId: at.taskId };
    const point =
      messageId === undefined
        ? null
        : await findPoint(this.#of.world.db, { ...of, type: "message", value: messageId });
    await this.#spawn(at, { head: point?.head ?? null, place, at: point?.at ?? new Date(0).toISOString() });
  }

  async #crash(at: Conversation, place: number): Promise<void> {
    const view = await this.#view(at);
    const { epoch, source } = at;
    const cut = new Error("the program is gone");
    const outcome = await this.#transaction(async (tx) => {
      await this.#newRun(tx, at);
      await this.#moveHead(tx, at, { segmentId: place === 0 ? null : view.headId, count: place });
      throw cut;
    }).then(
      () => null,
      (error: unknown) => error,
    );
    Object.assign(at, { epoch, source });
    expectSame(outcome === cut, true, "a crash before COMMIT");
  }

  async #newRun(tx: Tx, at: Conversation): Promise<void> {
    const task = await lockTask(tx, this.#key(at));
    at.epoch = await growEpoch(tx, { task, daemonId: this.#of.daemonId, status: "starting" });
    at.source = 0;
  }

  #moveHead(tx: Tx, at: Conversation, { segmentId, count }: Place): Promise<void> {
    return moveHead(tx, {
      ids: this.#of.world.ids,
      of: { ...this.#key(at), epoch: at.epoch },
      head: { keep: segmentId === null || count === 0 ? null : { segmentId, count }, reason: "rewind" },
    });
  }

  async #spawn(
    from: Conversation | null,
    moment: { head: { segmentId: string; count: number } | null; place: number; at: string } | null,
  ): Promise<void> {
    const { world, principal } = this.#of;
    const { ownerId } = principal;
    const id = world.ids.next();
    const origin = { type: "message" as const, checkpointId: null, messageId: null };
    await this.#transaction(async (tx) => {
      const contract = await lockContract(tx, { ownerId, contractId: this.#contractId });
      await spawnTask(tx, {
        ids: world.ids,
        task: {
          ...{
            id,
            contract,
            parentTaskId: contract.supervisorTaskId,
            name: `t ${id}`,
            plan: "Talk",
            kind: "worker",
          },
          ...{ agent: "scripted", targetDaemonId: null, baseOn: null, dependsOn: [], actor: SERVER },
          ...(from === null || moment === null
            ? {}
            : {
                fork: {
                  from: { ...origin, taskId: from.taskId, at: moment.at },
                  ...{ baseCommit: null, branch: null, head: moment.head },
                  notice: { kind: "fork", text: "You are a fork.", data: {} },
                },
              }),
        },
      });
    });
    const made: Conversation = {
      ...{ taskId: id, epoch: 0, source: 0, marks: [] },
      texts: from?.texts.slice(0, moment?.place ?? 0) ?? [],
      ids: from?.ids.slice(0, moment?.place ?? 0) ?? [],
    };
    await this.#transaction((tx) => this.#newRun(tx, made));
    this.#all.push(made);
  }

  #append(at: Conversation, epoch: number, batch: Parameters<typeof appendMessages>[2]): Promise<string> {
    const { world, daemonId } = this.#of;
    return appendMessages(world, { ...this.#key(at), daemonId, epoch }, batch);
  }

  /** The ids of what was said last are read: they are the store's to give. */
  async #took(at: Conversation, texts: readonly string[]): Promise<void> {
    const view = await this.#view(at);
    const last = view.place.message;
    at.texts.push(...texts);
    at.ids.push(...texts.map((_, index) => `${at.taskId}:${last - texts.length + 1 + index}`));
  }

  async #compareOne(at: Conversation, after: string): Promise<void> {
    const view = await this.#view(at);
    expectSame(view.messageCount, at.texts.length, `the count after ${after}`);
    expectSame(await this.#read(at, view), at.texts, `what is read after ${after}`);
    const back = await scanMessages(this.#of.world.db, view, {
      ...{ order: "desc", roles: MESSAGE_ROLES, limit: 3 },
      ...{ fromIndex: 0, toIndex: view.messageCount - 1 },
    });
    expectSame(
      back.map(({ row, index }) => ({ text: row.content, index })),
      at.texts
        .map((text, index) => ({ text, index }))
        .toReversed()
        .slice(0, 3),
      `the last page after ${after}`,
    );
  }

  async #read(at: Conversation, view: View): Promise<string[]> {
    const { texts } = at;
    const seen = await scanMessages(this.#of.world.db, view, {
      ...{ order: "asc", roles: MESSAGE_ROLES, limit: texts.length + view.messageCount + 1 },
      ...{ fromIndex: 0, toIndex: view.messageCount - 1 },
    });
    expectSame(
      seen.map(({ index }) => index),
      seen.map((_, index) => index),
      "the places",
    );
    return seen.map(({ row }) => row.content);
  }

  #view(at: Conversation): Promise<View> {
    return readView(this.#of.world.db, this.#key(at));
  }

  #transaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    return this.#of.world.db.transaction(work);
  }

  #key({ taskId }: Conversation): { ownerId: string; taskId: string } {
    return { ownerId: this.#of.principal.ownerId, taskId };
  }

  #pick(task: number): Conversation {
    const at = this.#all[task % this.#all.length];
    if (at === undefined) throw new Error("there is no task");
    return at;
  }

  #text(): string {
    this.#said += 1;
    return `message ${this.#said}`;
  }
}

const said = (source: number, content: string) => ({
  ...{ source, content, role: "assistant" as const, toolCallId: null, toolName: null },
  ...{ isError: false, truncated: false, durationMs: null },
});

function expectSame(found: unknown, wanted: unknown, what: string): void {
  if (isDeepStrictEqual(found, wanted)) return;
  throw new Error(`${what}: wanted ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`);
}
