// Agents that say too much, nonsense, or nothing at all: the programs stay small, what was said is kept, and a person can end it.

import { findAgents } from "@makima/testkit/agent-processes";
import { onDatabase } from "@makima/testkit/database";
import { eventually } from "@makima/testkit/eventually";
import { readPeakMemory } from "@makima/testkit/read-peak-memory";
import { openStory, type Story } from "@makima/testkit/story";
import { expect, test } from "vitest";

const BYTES = 100 * 1024 * 1024;
/** A program that held what was printed only once would be above these. */
const MOST_DAEMON_MB = 240;
const MOST_SERVER_MB = 290;

const PRINTER = `
steps:
  - print: { bytes: ${BYTES} }
    to: tool
  - tool: complete_contract
    args: { summary: Printed }
`;

test("100 MB are kept to the last byte, while daemon and server stay small", async () => {
  const story = await openStory();
  const contract = await story.startContract({ script: PRINTER });
  await contract.ended();

  const { id } = await contract.task("supervisor");
  const kept = await readKept(story, id);
  expect(kept).toMatchObject({ bytes: BYTES, isCut: false });
  expect(kept?.longest).toBeLessThanOrEqual(64 * 1024);
  const { items } = await story.client.getOutput({ id, order: "desc", limit: 1 });
  expect(items[0]?.text).toMatch(new RegExp(`line ${BYTES / 64} [.]+\\n$`));

  const [server] = story.servers;
  const [daemon] = story.daemons;
  expect(await readPeakMemory(daemon?.pid() ?? 0)).toBeLessThan(MOST_DAEMON_MB);
  expect(await readPeakMemory(server?.program.pid ?? 0)).toBeLessThan(MOST_SERVER_MB);
  await story.checkHistory();
});

function readKept(
  { database }: Story,
  taskId: string,
): Promise<{ bytes: number; longest: number; isCut: boolean } | undefined> {
  return onDatabase(database.url, async (client) => {
    const { rows } = await client.query<{ bytes: number; longest: number; isCut: boolean }>({
      text: `select sum(octet_length(text))::int as bytes, max(octet_length(text)) as longest, bool_or(text like '%[cut:%') as "isCut"
             from output where task_id = $1 and stream = 'tool'`,
      values: [taskId],
    });
    return rows[0];
  });
}

const GARBLER = `
steps:
  - garbage: "}{ no protocol at all"
  - say: Before
  - garbage: '{"jsonrpc": "2.0"}'
  - garbage: '[1, 2, {"method": "session/update"}]'
  - garbage: "\\u0000\\u0007 bell"
  - say: After
  - tool: complete_contract
    args: { summary: In spite of it }
`;

test("garbage between its words is kept as output, and the words arrive", async () => {
  const story = await openStory();
  const contract = await story.startContract({ script: GARBLER });
  await contract.ended();

  const { id, restorationCount } = await contract.task("supervisor");
  expect(restorationCount).toBe(0);
  const said = (await contract.conversation(id)).filter(({ role }) => role === "assistant");
  // Garbage is no update, so it does not part what stands around it into two messages.
  expect(said.map(({ content }) => content).join("")).toBe("BeforeAfter");
  const { items } = await story.client.getOutput({ id, stream: "agent" });
  expect(items.map(({ text }) => text).join("")).toContain("}{ no protocol at all\n");
  await story.checkHistory();
});

const SUPERVISOR = `
steps:
  - spawn: { name: silent, plan: "script: ./silent.yaml" }
    as: silent
  - wait: \${silent.taskId}
    as: ended
  - tool: complete_contract
    args: { summary: "It was \${ended.results.0.status}" }
`;

const SILENT = `
steps:
  - hang: true
`;

test("nothing at all: a person cancels it, and its supervisor goes on", async () => {
  const story = await openStory({ repository: { files: { "silent.yaml": SILENT } } });
  const contract = await story.startContract({ script: SUPERVISOR });
  const { id } = await contract.task("silent");
  await eventually("it hangs", async () => (await story.agentLog()).some(({ kind }) => kind === "hang"));
  // The agent may hang before the server has heard that it is up.
  await eventually("its task runs", async () => (await story.client.getTask({ id })).status === "running");

  await story.client.cancelTask({ id, reason: "It says nothing" });
  await contract.ended();
  expect((await story.client.getTask({ id })).status).toBe("cancelled");
  const [done] = await contract.events("contract.completed");
  expect(done?.data["summary"]).toBe("It was cancelled");
  await eventually("no agent is left", async () => (await findAgents(story.root)).length === 0);
  await story.checkHistory();
});
