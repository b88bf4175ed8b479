// A laptop sleeps past its lease; its work goes on elsewhere. Awake again, it must see that it is out: nothing that it still says counts.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findAgents } from "@makima/testkit/agent-processes";
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

// The first daemon's worker talks on and writes on, whoever has the task by then.
const WORKER = `
steps:
  - say: I begin.
  - write: begun.txt
    content: begun
  - run: "for i in $(seq 600); do [ -e go ] && exit 0; sleep 0.05; done"
    expect: 0
    as: waited
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
  - merge: \${writer.taskId}
  - tool: complete_contract
    args: { summary: done }
`;

const SHORT_LEASES = { MAKIMA_LEASE_MS: "3000", MAKIMA_HEARTBEAT_MS: "250" };

test("the task goes on at the second daemon, and the first one's agents end without a trace", async () => {
  const story = await openStory({
    serverEnvironment: SHORT_LEASES,
    repository: { files: { "writer.yaml": WORKER, ".gitignore": "go\\n" } },
  });
  const [first] = story.daemons;
  const contract = await story.startContract({
    script: SUPERVISOR,
    supervisorAgent: "scripted-noload",
    workerAgent: "scripted-noload",
  });
  const { id } = await contract.task("writer");
  const loops = async () =>
    (await story.agentLog()).filter(({ type, kind }) => type === "effect" && kind === "run").length;
  const worktree = await eventually(
    "the worker is in its loop",
    async () => (await loops()) === 1 && (await story.client.getTask({ id })).worktreePath,
  );
  const second = await story.addDaemon();

  first?.pause();
  await eventually("the worker is in its loop at the second daemon", async () => (await loops()) === 2);
  const moved = await story.client.getTask({ id });
  expect([moved.daemonId, moved.epoch]).toEqual([second.id, 2]);
  // The first worker goes on as soon as its daemon does: it writes, and calls complete_task under an epoch that is over.
  await writeFile(join(worktree, "go"), "");
  const before = {
    events: await contract.events(),
    messages: await contract.conversation(id),
    own: await refs(story),
  };
  first?.resume();
  await eventually(
    "the first daemon's agents are gone",
    async () => (await findAgents(first?.home ?? "")).length === 0,
  );
  await eventually("the first daemon is back", async () => {
    const { items } = await story.client.listDaemons();
    return items.find((daemon) => daemon.id === first?.id)?.status === "online";
  });

  const after = {
    events: await contract.events(),
    messages: await contract.conversation(id),
    own: await refs(story),
  };
  expect(after.messages).toEqual(before.messages);
  expect(after.own).toEqual(before.own);
  expect(after.events.filter(({ taskId, type }) => taskId === id && type !== "daemon.online")).toEqual(
    before.events.filter(({ taskId }) => taskId === id),
  );

  await writeFile(join(moved.worktreePath ?? "", "go"), "");
  await contract.ended();
  const [restored] = await contract.events("restoration.done");
  expect(restored?.data).toMatchObject({ name: "writer", source: "task_reassignment", number: 1 });
  expect((await contract.conversation(id)).map(({ epoch }) => epoch)).not.toContain(3);
  expect(await contract.events("task.done")).toHaveLength(2);
  await story.checkHistory();
});

const refs = ({ repository }: { repository: { git(...args: string[]): Promise<string> } }): Promise<string> =>
  repository.git("for-each-ref");
