// A person wants to stop a machine: its daemon is drained, turns end in peace, nothing is restored and nothing is lost.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findAgents } from "@makima/testkit/agent-processes";
import { eventually } from "@makima/testkit/eventually";
import { runMakima } from "@makima/testkit/run-makima";
import { openStory, type Story } from "@makima/testkit/story";
import { expect, test } from "vitest";

const WORKER = `
steps:
  - say: I begin.
  - run: "for i in $(seq 1200); do [ -e go ] && exit 0; sleep 0.05; done; exit 1"
    expect: 0
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

const ASKING = `
steps:
  - ask: { question: Which colour?, choices: [red, blue] }
    as: colour
  - tool: complete_contract
    args: { summary: "\${colour.response}" }
`;

const NO_LOAD = { supervisorAgent: "scripted-no-load", workerAgent: "scripted-no-load" };

test("a turn ends there, what cannot go on elsewhere waits and says why, and it goes on when that is undone", async () => {
  const story = await openStory({
    serverEnvironment: { MAKIMA_HEARTBEAT_MS: "250" },
    repository: { files: { "writer.yaml": WORKER, ".gitignore": "go\n" } },
  });
  const [daemon] = story.daemons;
  if (daemon === undefined) throw new Error("the story has a daemon");
  const contract = await story.startContract({ script: SUPERVISOR, ...NO_LOAD });
  const worker = await contract.task("writer");
  await eventually("the worker is in its loop", async () =>
    (await story.agentLog()).some(({ type, kind }) => type === "effect" && kind === "run"),
  );

  expect((await makima(story, "daemon", "drain", daemon.name)).stdout).toMatch(/draining: .* still there/);
  await eventually("the supervisor is parked", async () => (await shown(story)).tasks === 1);
  expect(await shown(story)).toMatchObject({ status: "draining", drained: false });
  expect((await story.client.getTask({ id: worker.id })).status).toBe("running");

  const waiting = makima(story, "daemon", "drain", daemon.name, "--wait");
  await writeFile(join((await story.client.getTask({ id: worker.id })).worktreePath ?? "", "go"), "");
  const waited = await waiting;
  expect([waited.exitCode, waited.stdout]).toEqual([0, expect.stringContaining("it is safe to stop it")]);
  expect(await findAgents(story.root)).toEqual([]);
  expect((await story.client.getTask({ id: worker.id })).status).toBe("done");
  expect((await makima(story, "daemon", "list")).stdout).toMatch(/drained/);
  const boss = (await contract.now()).supervisorTaskId ?? "";
  const held = await story.client.getTask({ id: boss });
  expect(held.waitingFor.map(({ reason }) => reason)).toContain(
    `no daemon can take this: ${daemon.name} is draining`,
  );

  await daemon.stop();
  await daemon.restart();
  await eventually("it is drained again", async () => (await shown(story)).drained);
  expect(await shown(story)).toMatchObject({ status: "draining" });
  await makima(story, "daemon", "drain", daemon.name, "--undo");
  await contract.ended();
  expect(await story.repository.show(contract.branch, "finished.txt")).toBe("finished");
  expect(await contract.events("restoration.")).toEqual([]);
  expect((await contract.tasks()).map(({ restorationCount }) => restorationCount)).toEqual([0, 0]);
  await story.checkHistory();
});

test("what has nothing there that is not elsewhere goes on at the other daemon of the machine", async () => {
  const story = await openStory({ daemons: 2, serverEnvironment: { MAKIMA_HEARTBEAT_MS: "250" } });
  const contract = await story.startContract({ script: ASKING, ...NO_LOAD });
  const question = await contract.openQuestion();
  const home = (await contract.now()).repository.daemonId ?? "";
  const waited = await makima(story, "daemon", "drain", home, "--wait");
  expect(waited.stdout).toContain("it is safe to stop it");
  await story.daemons.find(({ id }) => id === home)?.stop();

  await story.client.answerQuestion({ id: question.id, choices: ["blue"] });
  await contract.ended();
  const [done] = await contract.events("contract.completed");
  expect(done?.data["summary"]).toBe("blue");
  const boss = await story.client.getTask({ id: (await contract.now()).supervisorTaskId ?? "" });
  expect([boss.daemonId, boss.restorationCount]).toEqual([
    story.daemons.find(({ id }) => id !== home)?.id,
    0,
  ]);
  const ends = (await contract.events("run.ended")).map(({ data }) => data["reason"]);
  expect(ends[0]).toMatch(/^(drained|parked)$/);
  await story.checkHistory();
});

async function shown(story: Story) {
  const [daemon] = (await story.client.listDaemons({ limit: 10 })).items;
  if (daemon === undefined) throw new Error("the server knows the daemon");
  return daemon;
}

function makima(story: Story, ...args: string[]) {
  const server = story.servers[0];
  const environment = {
    MAKIMA_HOME: join(story.root, "person"),
    MAKIMA_URL: server?.url ?? "",
    MAKIMA_API_KEY: server?.apiKey ?? "",
  };
  return runMakima(args, { environment });
}
