// A contract's history is read in pages while it happens, and goes on live behind the last page; the server dies in between.
import type { HistoryItem } from "@makima/protocol/history";
import { eventually } from "@makima/testkit/eventually";
import { makimaIn } from "@makima/testkit/makima-in";
import { openStory, type Story } from "@makima/testkit/story";
import { expect, test } from "vitest";

const WORKER = `
steps:
  - say: The writer begins.
  - write: written.txt
    content: written
  - tool: complete_task
    args: { summary: It is written }
`;

const SUPERVISOR = `
steps:
  - say: First I plan.
  - tool: change_phase
    args: { phase: execute, summary: The plan stands }
  - spawn: { name: writer, plan: "script: ./writer.yaml" }
    as: writer
  - wait: \${writer.taskId}
  - ask: { question: Shall I finish?, choices: ["yes"] }
  - say: Then I finish.
  - tool: complete_contract
    args: { summary: All is done }
`;

test("each item comes once, in pages or live, and both tell the same order", async () => {
  const story = await openStory({ repository: { files: { "writer.yaml": WORKER } } });
  const contract = await story.startContract({ script: SUPERVISOR });
  const question = await contract.openQuestion();
  const before = await readAll(story, contract.id, 7);
  const live: HistoryItem[] = [];
  const ending = new AbortController();
  const topic = `history:${contract.id}` as const;
  const states: string[] = [];
  const following = follow(story, { topic, after: before.cursor, live, states, signal: ending.signal });
  await eventually("it watches", () => states.includes("open"));

  await story.killServer();
  await story.restartServer();
  await story.client.answerQuestion({ id: question.id, choices: ["yes"] });
  await contract.ended();
  const whole = await eventually("all of it is in the history", async () => {
    const { items } = await readAll(story, contract.id, 200);
    return items.some((item) => item.kind === "event" && item.data.type === "contract.completed") && items;
  });
  await eventually("the end was told live", () => (live.at(-1)?.number ?? 0) >= (whole.at(-1)?.number ?? 0));
  ending.abort();
  await following;

  const told = [...before.items, ...live].slice(0, whole.length);
  expect(told.map(({ number }) => number)).toEqual(whole.map((_, n) => n + 1));
  expect(told.map(textOf)).toEqual(whole.map(textOf));
  expect(new Set(whole.map(({ phase }) => phase))).toEqual(new Set(["plan", "execute"]));
  const texts = whole.map(textOf);
  const inOrder = ["First I plan.", "phase.changed", "The writer begins.", "task.done", "Then I finish."];
  const places = inOrder.map((text) => texts.indexOf(text));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
  expect(whole.map(({ kind }) => kind)).toContain("checkpoint");
  await readAtTheTerminal(story, contract.id);
  await story.checkHistory();
});

type Read = { items: HistoryItem[]; cursor: string };

/** Every page with its own cursor of the stream: the last one's is behind all that was read. */
async function readAll(story: Story, id: string, limit: number): Promise<Read> {
  const items: HistoryItem[] = [];
  let cursor: string | null = null;
  for (;;) {
    const page: Awaited<ReturnType<Story["client"]["getHistory"]>> = await story.client.getHistory({
      id,
      limit,
      ...(cursor === null ? {} : { cursor }),
    });
    items.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === null) return { items, cursor: page.cursor ?? "" };
  }
}

type Follow = {
  topic: `history:${string}`;
  after: string;
  live: HistoryItem[];
  states: string[];
  signal: AbortSignal;
};

async function follow(story: Story, { topic, after, live, states, signal }: Follow): Promise<void> {
  const onConnection = (state: string) => states.push(state);
  const stream = story.client.stream({ topics: [topic], after: { [topic]: after }, signal, onConnection });
  for await (const frame of stream) {
    if ("kind" in frame && frame.kind === "history") live.push(frame.data as HistoryItem);
  }
}

const textOf = (item: HistoryItem): string => {
  if (item.kind === "checkpoint") return `checkpoint ${item.data.number}`;
  return item.kind === "message" ? item.data.content : item.data.type;
};

async function readAtTheTerminal(story: Story, id: string): Promise<void> {
  const makima = makimaIn(story);
  const history = await makima("contract", "history", id);
  expect(history).toMatchObject({ exitCode: 0, stderr: "" });
  for (const told of [
    "writer agent: The writer begins.",
    "Phase changed from plan to execute",
    "◆ Checkpoint 1",
  ])
    expect(history.stdout).toContain(told);
  const [writer] = (await story.client.listTasks({ contractId: id, kind: "worker" })).items;
  const conversation = await makima("supervisor", "task-history", writer?.id ?? "", "--no-tools");
  expect(conversation.stdout).toContain("The writer begins.");
  expect(conversation.stdout).not.toContain("It is written");
  const checkpoints = await makima("supervisor", "task-checkpoints", writer?.id ?? "", "--json");
  expect(JSON.parse(checkpoints.stdout)).toMatchObject({ checkpoints: [{ number: 1, filesChanged: 1 }] });
  expect(await makima("contract", "history", id, "--type", "nonsense")).toMatchObject({ exitCode: 2 });
}
