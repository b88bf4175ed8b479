// A contract is cancelled while one worker hangs and another has a command behind it that takes for ever. Not one process is left, and the
// work is.
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { findAgents } from "@makima/testkit/agent-processes";
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const HANGING = `
steps:
  - write: begun.txt
    content: begun by the hanging one
  - tool: create_checkpoint
    args: { message: As far as I got }
  - hang: true
`;

const COMMANDING = `
steps:
  - write: begun.txt
    content: begun by the other
  - run: "(setsid sleep 1000 >/dev/null 2>&1 &) ; sleep 1000 >/dev/null 2>&1 & echo begun"
    expect: 0
  - hang: true
`;

const SUPERVISOR = `
steps:
  - spawn: { name: hanging, plan: "script: ./hanging.yaml" }
    as: hanging
  - spawn: { name: commanding, plan: "script: ./commanding.yaml" }
    as: commanding
  - wait: ["\${hanging.taskId}", "\${commanding.taskId}"]
`;

test("no process is left, and worktrees and checkpoints are kept", async () => {
  const story = await openStory({
    repository: { files: { "hanging.yaml": HANGING, "commanding.yaml": COMMANDING } },
  });
  const contract = await story.startContract({ script: SUPERVISOR });
  const hanging = await contract.task("hanging");
  const commanding = await contract.task("commanding");
  await eventually("both are where they stay", async () => {
    const kinds = (await story.agentLog()).map(({ kind }) => kind);
    return kinds.filter((kind) => kind === "hang").length === 2;
  });
  await eventually("the commands run", async () => (await findAgents(story.root)).length >= 5);

  await story.client.cancelContract({ id: contract.id, reason: "It is not needed" });
  await contract.ended("cancelled");
  await eventually("no process is left", async () => (await findAgents(story.root)).length === 0);

  const tasks = await contract.tasks();
  expect(tasks.map(({ name, status }) => [name, status])).toEqual([
    ["supervisor", "cancelled"],
    ["hanging", "cancelled"],
    ["commanding", "cancelled"],
  ]);
  const seen = await contract.now();
  expect(seen.supervisor?.state).toBe("failed");
  for (const { id } of [hanging, commanding]) {
    const { worktreePath } = await story.client.getTask({ id });
    await access(worktreePath ?? "");
    expect(await readFile(join(worktreePath ?? "", "begun.txt"), "utf8")).toMatch(/^begun/);
  }
  const { items } = await story.client.getCheckpoints({ id: hanging.id });
  expect(items.map(({ message }) => message)).toContain("As far as I got");
  await expect(story.client.startContract({ id: contract.id })).rejects.toMatchObject({
    status: 409,
    code: "CONTRACT_OVER",
  });
  await story.checkHistory();
});
