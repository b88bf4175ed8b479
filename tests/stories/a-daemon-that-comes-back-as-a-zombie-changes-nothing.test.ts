// A laptop sleeps past its lease; its work goes on elsewhere. Awake again, it must see that it is out: nothing that it still says counts.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Task } from "@makima/protocol/tasks";
import { findAgents } from "@makima/testkit/agent-processes";
import type { StoryContract } from "@makima/testkit/contract";
import { eventually } from "@makima/testkit/eventually";
import { openStory, type Story } from "@makima/testkit/story";
import { expect, test } from "vitest";

// The worker that sleeps with its daemon comes to its end all the same, whoever has the task by then.
const WORKER = `
steps:
  - say: I begin.
  - write: begun.txt
    content: begun
  - run: "for i in $(seq 1200); do [ -e go ] && exit 0; sleep 0.05; done; exit 1"
    expect: 0
  - say: I finish.
  - write: finished.txt
    content: finished
  - tool: complete_task
    args: { summary: finished }
`;

const SUPERVISOR = `
steps:
  - spawn: { name: writer, plan: "script: ./writer.yaml" }
    as: writer
  - wait: \${writer.taskId}
  - tool: complete_contract
    args: { summary: done }
`;

// Not so short that the second daemon loses its own one when the machine is busy.
const SHORT_LEASES = { MAKIMA_LEASE_MS: "6000", MAKIMA_HEARTBEAT_MS: "250" };

test("the task goes on at the second daemon, and what the first one still says is refused", async () => {
  const story = await openStory({
    serverEnvironment: SHORT_LEASES,
    repository: { files: { "writer.yaml": WORKER, ".gitignore": "go\n" } },
  });
  const contract = await story.startContract({
    script: SUPERVISOR,
    supervisorAgent: "scripted-no-load",
    workerAgent: "scripted-no-load",
  });
  const { id } = await contract.task("writer");
  await eventually("the worker is in its loop", async () => (await loopsIn(story)) === 1);
  const asleep = await story.client.getTask({ id });

  const [first] = story.daemons;
  const second = await story.addDaemon();
  first?.pause();
  await eventually(
    "the worker is in its loop at the second daemon",
    async () => (await loopsIn(story)) === 2,
  );
  await eventually("all that it did until then is told", async () =>
    (await contract.conversation(id)).some(({ epoch, toolName }) => epoch === 2 && toolName === "run"),
  );
  const awake = await story.client.getTask({ id });
  expect([awake.daemonId, awake.epoch]).toEqual([second.id, 2]);

  const before = await look({ story, contract, id });
  await writeFile(join(asleep.worktreePath ?? "", "go"), "");
  await eventually("the first worker says that it is done", async () => (await endsIn(story)) === 1);
  first?.resume();
  await eventually("what it said is refused", () =>
    story.servers[0]?.program.errors().includes('"taken":"fenced"'),
  );
  await eventually("its agents are gone", async () => (await findAgents(first?.home ?? "")).length === 0);
  expect(await look({ story, contract, id })).toEqual(before);

  await checkLate({ story, contract, asleep });

  await writeFile(join(awake.worktreePath ?? "", "go"), "");
  await contract.ended();
  // Nothing of the first one's work was in a bundle, so the second one begins anew; what the first one said before is kept, out of view.
  const said = (await contract.conversation(id)).filter(({ role }) => role === "assistant");
  expect(said.map(({ content, epoch }) => [content, epoch])).toEqual([
    ["I begin.", 2],
    ["I finish.", 2],
  ]);
  const restored = (await contract.events("restoration.done")).filter(({ taskId }) => taskId === id);
  expect(restored.map(({ data }) => [data["source"], data["number"]])).toEqual([["task_reassignment", 1]]);
  expect(await endsIn(story)).toBe(2);
  await story.checkHistory();
});

/** What was refused is kept all the same, with the old run and the daemon where its worktree is; people are told once. */
async function checkLate({
  story,
  contract,
  asleep: { id, daemonId, worktreePath },
}: {
  story: Story;
  contract: StoryContract;
  asleep: Task;
}): Promise<void> {
  const told = async () => (await contract.events("run.late")).filter(({ taskId }) => taskId === id);
  await eventually("people are told of it", async () => (await told()).length > 0);
  expect((await told()).map(({ data }) => [data["epoch"], data["daemonId"]])).toEqual([[1, daemonId]]);
  const { items } = await story.client.listLate({ id });
  expect(new Set(items.map(({ epoch, daemon }) => `${epoch} ${daemon.id}`))).toEqual(
    new Set([`1 ${daemonId}`]),
  );
  expect(JSON.stringify(items)).toContain("I finish.");
  expect((await contract.conversation(id)).map(({ content }) => content)).not.toContain("I finish.");
  expect(await readFile(join(worktreePath ?? "", "finished.txt"), "utf8")).toBe("finished");
  const metrics = await (await fetch(`${story.servers[0]?.url}/metrics`)).text();
  expect(metrics).toMatch(/makima_mesh_records_refused\{record="messages",reason="fenced"\} [1-9]/);
}

/** How often a worker has begun to wait. */
async function loopsIn(story: Story): Promise<number> {
  return (await story.agentLog()).filter(({ type, kind }) => type === "effect" && kind === "run").length;
}

/** How often a worker has said that it is done. */
async function endsIn(story: Story): Promise<number> {
  return (await story.agentLog()).filter(({ toolName }) => toolName === "complete_task").length;
}

/** All of the task that others see. That a daemon is online again, and that it said more, may be told. */
async function look({ story, contract, id }: { story: Story; contract: StoryContract; id: string }) {
  const events = await contract.events();
  return {
    events: events.filter(
      ({ taskId, type }) => taskId === id && !["daemon.online", "run.late"].includes(type),
    ),
    messages: await contract.conversation(id),
    task: { ...(await story.client.getTask({ id })), updatedAt: null, cursor: null },
    refs: await story.repository.git("for-each-ref"),
  };
}
