// A watcher whose connection is cut again and again, and whose server dies in between, sees every event and every message once.
import { createClient, type WatchedFrame } from "@makima/client";
import type { Topic } from "@makima/protocol/stream";
import { eventually } from "@makima/testkit/eventually";
import { type LinkProxy, startLinkProxy } from "@makima/testkit/ports/link-proxy";
import { openStory } from "@makima/testkit/story";
import { expect, onTestFinished, test } from "vitest";

const SAYINGS = 30;

const TALKER = `
steps:
  - ask: { question: Shall I begin?, choices: ["yes"] }
  - id: again
    say: One more thing.
  - tool: report_progress
    args: { progress: 10, activity: Talking }
  - sleep: 20
  - goto: again
    limit: ${SAYINGS - 1}
  - tool: complete_contract
    args: { summary: All is said }
`;

/** The connection is cut after each of so many frames. */
const CUT_AFTER = 17;

test("each event's number and each message's seq comes once, in order, over cuts and a killed server", async () => {
  const proxy = await startLinkProxy();
  onTestFinished(() => proxy.close());
  const story = await openStory({ serverEnvironment: { MAKIMA_ALLOWED_HOSTS: proxy.host } });
  const [server] = story.servers;
  if (server === undefined) throw new Error("the story has a server");
  proxy.carryTo(server.url);
  const contract = await story.startContract({ script: TALKER });
  const question = await contract.openQuestion();
  const { id } = await contract.task("supervisor");
  const topics = { contract: `contract:${contract.id}`, task: `task:${id}` } as const;
  const cursors = {
    contract: (await contract.now()).cursor ?? "",
    task: (await story.client.getConversation({ id })).cursor,
  };
  // Read behind the cursors: whatever comes after these is missed if it is not told.
  const known = {
    events: (await contract.events()).length,
    messages: (await contract.conversation(id)).length,
  };

  const watched = watchThrough(proxy, {
    apiKey: server.apiKey,
    topics: Object.values(topics),
    after: { [topics.contract]: cursors.contract, [topics.task]: cursors.task },
  });
  const { frames, states, failures } = watched;
  const events = () => numbersOf(frames, { topic: topics.contract, kind: "event", field: "number" });
  const messages = () => numbersOf(frames, { topic: topics.task, kind: "message", field: "seq" });
  await eventually("it watches", () => states.includes("open") || failures.length > 0);
  expect(failures).toEqual([]);
  await story.client.answerQuestion({ id: question.id, choices: ["yes"] });
  await eventually("it has seen something", () => frames.length > 2 * CUT_AFTER);
  await story.killServer();
  await story.restartServer();
  await contract.ended();
  await story.checkHistory();
  const all = { events: await contract.events(), messages: await contract.conversation(id) };
  await eventually("it has seen the last of both", () =>
    [events().at(-1) === all.events.at(-1)?.number, messages().at(-1) === all.messages.at(-1)?.seq].every(
      Boolean,
    ),
  );
  await watched.stop();
  expect(failures).toEqual([]);

  expect(states.filter((state) => state === "lost").length).toBeGreaterThan(3);
  expect(events()).toEqual(all.events.map(({ number }) => number).slice(-events().length));
  expect(events()[0]).toBeLessThanOrEqual(known.events + 1);
  expect(messages()).toEqual(all.messages.map(({ seq }) => seq).slice(-messages().length));
  expect(messages()[0]).toBeLessThanOrEqual(known.messages + 1);
  expect(messages().length).toBeGreaterThan(SAYINGS);
});

type Watch = { apiKey: string; topics: readonly Topic[]; after: Readonly<Record<string, string>> };

/** Follows the topics through a proxy that it has cut again and again. */
function watchThrough(proxy: LinkProxy, { apiKey, topics, after }: Watch) {
  const frames: WatchedFrame[] = [];
  const states: string[] = [];
  const failures: unknown[] = [];
  const ending = new AbortController();
  const watch = async (): Promise<void> => {
    const watcher = createClient({ url: `http://${proxy.host}`, apiKey });
    const onConnection = (state: string) => states.push(state);
    const stream = watcher.stream({ topics, after, signal: ending.signal, onConnection });
    for await (const frame of stream) {
      frames.push(frame);
      if (frames.length % CUT_AFTER === 0) proxy.cut();
    }
  };
  const watching = watch().catch((error: unknown) => failures.push(error));
  const stop = async (): Promise<void> => {
    ending.abort();
    await watching;
  };
  return { frames, states, failures, stop };
}

type Wanted = { topic: Topic; kind: string; field: "number" | "seq" };

function numbersOf(frames: readonly WatchedFrame[], { topic, kind, field }: Wanted): number[] {
  return frames.flatMap((frame) =>
    "kind" in frame && frame.topic === topic && frame.kind === kind ? [Number(frame.data[field])] : [],
  );
}
