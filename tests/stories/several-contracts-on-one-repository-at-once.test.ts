// Three contracts of one name work on one repository at the same time: each gets its own branch with its own work, and nothing of another's.
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const NAMES = ["red", "green", "blue"] as const;

const worker = (name: string): string => `
steps:
  - write: colour.txt
    content: ${name}
  - run: "sleep 0.2"
  - tool: complete_task
    args: { summary: "${name} it is" }
`;

const supervisor = (name: string): string => `
steps:
  - spawn: { name: painter, plan: "script: ./${name}.yaml" }
    as: painter
  - wait: \${painter.taskId}
  - merge: \${painter.taskId}
  - tool: complete_contract
    args: { summary: ${name} }
`;

test("each of three has its own work on its own branch, also with one name in one minute", async () => {
  const files = Object.fromEntries(NAMES.map((name) => [`${name}.yaml`, worker(name)]));
  const story = await openStory({ repository: { files } });
  const { repository } = story;
  const before = await repository.own();
  const contracts = await Promise.all(
    NAMES.map(async (name) => ({ name, contract: await story.startContract({ script: supervisor(name) }) })),
  );
  await Promise.all(contracts.map(({ contract }) => contract.ended()));

  const names = await Promise.all(contracts.map(async ({ contract }) => (await contract.now()).name));
  expect(new Set(names).size).toBe(1);
  expect(new Set(contracts.map(({ contract }) => contract.branch)).size).toBe(NAMES.length);
  for (const { name, contract } of contracts) {
    expect(await repository.show(contract.branch, "colour.txt")).toBe(name);
    const commits = await repository.git("rev-list", "--first-parent", "--count", contract.branch);
    expect(commits).toBe("2");
    expect(await contract.events("task.merged")).toHaveLength(1);
    expect((await contract.tasks()).map((task) => task.name)).toEqual(["supervisor", "painter"]);
  }
  expect(await repository.own()).toBe(before);
  await story.checkHistory();
});
