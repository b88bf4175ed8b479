// Checks what the demonstration's history says: nothing was done twice, nothing was lost.
import type { Client } from "@makima/client";
import type { Task } from "@makima/protocol/tasks";
import type { TimelineEvent } from "@makima/protocol/timeline";

export type Check = { name: string; isFine: boolean; found: string };

export type History = {
  tasks: readonly Task[];
  events: readonly TimelineEvent[];
  sequences: ReadonlyMap<string, readonly number[]>;
};

export async function loadHistory(client: Client, contractId: string): Promise<History> {
  const tasks: Task[] = [];
  for await (const task of client.pages(client.listTasks, { contractId, limit: 200 })) tasks.push(task);
  const events: TimelineEvent[] = [];
  const filter = { contractId, order: "asc" as const, limit: 200 };
  for await (const event of client.pages(client.getTimeline, filter)) events.push(event);
  const sequences = new Map<string, number[]>();
  for (const { id, name } of tasks) {
    const found: number[] = [];
    const all = { id, limit: 200, includeToolCalls: true, includeThinking: true };
    for await (const { seq } of client.pages(client.getConversation, all)) found.push(seq);
    sequences.set(name, found);
  }
  return { tasks, events, sequences };
}

/** Pure: a history in, what was found out. */
export function checkHistory({ tasks, events, sequences }: History): Check[] {
  const workers = tasks.filter(({ kind }) => kind === "worker");
  const asked = events.filter(({ type }) => type === "question.asked");
  const answered = events.filter(({ type }) => type === "question.answered");
  const twice = repeated(
    events
      .filter(({ type }) => type === "run.begun")
      .map(({ taskId, data }) => `${taskId}/${String(data["epoch"])}`),
  );
  const broken = [...sequences].filter(([, numbers]) => !isUnbroken(numbers)).map(([name]) => name);
  const questions = repeated(
    [...asked, ...answered].map(({ type, data }) => `${type} ${String(data["questionId"])}`),
  );
  return [
    {
      name: "three worker tasks, all done",
      isFine: workers.length === 3 && workers.every(({ status }) => status === "done"),
      found: workers.map(({ name, status }) => `${name} ${status}`).join(", "),
    },
    {
      name: "each question asked once and answered once",
      isFine: asked.length === 1 && answered.length === 1 && questions.length === 0,
      found: `${asked.length} asked, ${answered.length} answered`,
    },
    { name: "no run begun twice", isFine: twice.length === 0, found: twice.join(", ") || "none" },
    {
      name: "every conversation without gap or repeat",
      isFine: broken.length === 0,
      found:
        broken.join(", ") || `${[...sequences.values()].reduce((sum, one) => sum + one.length, 0)} messages`,
    },
    {
      name: "the timeline without gap or repeat",
      isFine: isUnbroken(events.map(({ number }) => number)),
      found: `${events.length} events`,
    },
  ];
}

function repeated(names: readonly string[]): string[] {
  return names.filter((name, place) => names.indexOf(name) !== place);
}

function isUnbroken(numbers: readonly number[]): boolean {
  return numbers.every((number, place) => place === 0 || number === (numbers[place - 1] ?? 0) + 1);
}
