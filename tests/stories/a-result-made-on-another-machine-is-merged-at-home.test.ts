// A task is given to a machine that is not its contract's home. Its result travels as a bundle, and the home merges it as if it were its own; a
// task at home then finds it in its checkout.
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const AWAY = `
steps:
  - edit: README.md
    find: Ours.
    replace: Ours, changed elsewhere.
  - write: deep/untracked.txt
    content: made elsewhere
  - tool: complete_task
    args: { summary: Done elsewhere }
`;

const HERE = `
steps:
  - run: "test \\"$(cat deep/untracked.txt)\\" = 'made elsewhere' && git cat-file -e makima/elsewhere^{commit}"
    expect: 0
  - write: here.txt
    content: made here
  - tool: complete_task
    args: { summary: Done here }
`;

const THERE = `
steps:
  - run: "test \\"$(cat here.txt)\\" = 'made here'"
    expect: 0
  - write: there.txt
    content: made there
  - tool: complete_task
    args: { summary: Done there }
`;

const SUPERVISOR = `
steps:
  - ask: { question: All there? }
  - tool: complete_contract
    args: { summary: done }
`;

test("the home merges what another machine made, and the other machine sees the merge", async () => {
  const story = await openStory({
    daemons: 0,
    repository: { files: { "away.yaml": AWAY, "here.yaml": HERE, "there.yaml": THERE } },
  });
  const home = await story.addDaemon(0, "machine-a");
  const contract = await story.startContract({ script: SUPERVISOR });
  const question = await contract.openQuestion();
  const away = await story.addDaemon(0, "machine-b");
  const make = async (name: string, script: string, targetDaemonId: string) => {
    const { id } = await story.client.createTask({
      contractId: contract.id,
      name,
      plan: `script: ./${script}`,
      targetDaemonId,
    });
    await eventually(`${name} is done`, async () => {
      const { status, error } = await story.client.getTask({ id });
      if (status === "failed") throw new Error(error ?? "");
      return status === "done";
    });
    return id;
  };

  const made = await make("elsewhere", "away.yaml", away.id);
  expect(await story.client.mergeTask({ id: made })).toMatchObject({ merged: true });
  expect(await story.repository.show(contract.branch, "deep/untracked.txt")).toBe("made elsewhere");
  expect(await story.repository.show(contract.branch, "README.md")).toBe("Ours, changed elsewhere.");

  const here = await make("here", "here.yaml", home.id);
  expect(await story.client.mergeTask({ id: here })).toMatchObject({ merged: true });
  // The other machine has to hear of that merge first.
  const there = await make("there", "there.yaml", away.id);
  expect(await story.client.mergeTask({ id: there })).toMatchObject({ merged: true });
  expect((await contract.now()).repository.daemonId).toBe(home.id);
  expect(await story.repository.show(contract.branch, "there.txt")).toBe("made there");
  await story.client.answerQuestion({ id: question.id, response: "yes" });
  await contract.ended();
  await story.checkHistory();
});
