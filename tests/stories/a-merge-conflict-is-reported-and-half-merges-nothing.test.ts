// Two workers change the same line. The second merge is refused with the files by name and changes nothing. A third task, based on the
// refused result, merges the contract's branch into it and resolves the conflict; its result then merges.
import { openStory, type Story } from "@makima/testkit/story";
import { expect, test } from "vitest";

const writer = (name: string): string => `
steps:
  - edit: shared.txt
    find: "the colour is not known"
    replace: "the colour is ${name}"
  - write: ${name}.txt
    content: ${name}
  - tool: complete_task
    args: { summary: "${name} it is" }
`;

const SOLVER = `
steps:
  - run: git merge --no-edit "$(git for-each-ref --format='%(refname)' 'refs/remotes/makima/*-????????')"
  - write: shared.txt
    content: "the colour is red and blue"
  - tool: complete_task
    args: { summary: Both of them }
`;

const SUPERVISOR = `
steps:
  - spawn: { name: red, plan: "script: ./red.yaml" }
    as: red
  - spawn: { name: blue, plan: "script: ./blue.yaml" }
    as: blue
  - wait: ["\${red.taskId}", "\${blue.taskId}"]
  - merge: \${red.taskId}
    as: clean
  - merge: \${blue.taskId}
    as: refused
  - ask:
      question: "Merged: \${clean.merged} \${refused.merged}. Conflicts: \${refused.conflicts}"
      choices: [go on]
  - spawn: { name: solver, plan: "script: ./solver.yaml", baseOn: "\${blue.taskId}" }
    as: solver
  - wait: \${solver.taskId}
  - merge: \${solver.taskId}
    as: solved
  - tool: complete_contract
    args: { summary: "Solved: \${solved.merged}" }
`;

const FILES = {
  "shared.txt": "the colour is not known",
  "red.yaml": writer("red"),
  "blue.yaml": writer("blue"),
  "solver.yaml": SOLVER,
};

test("the refused merge changes no ref, and is solved by a task based on the refused result", async () => {
  const story = await openStory({ repository: { files: FILES } });
  const contract = await story.startContract({ script: SUPERVISOR });
  const question = await contract.openQuestion();
  expect(question.question).toBe('Merged: true false. Conflicts: ["shared.txt"]');

  const [red, blue] = [await contract.task("red"), await contract.task("blue")];
  const merged = await contract.events("task.merged");
  expect(merged.map(({ taskId }) => taskId)).toEqual([red.id]);
  const [refused] = await contract.events("task.merge_conflicted");
  expect(refused).toMatchObject({ taskId: blue.id, data: { conflicts: ["shared.txt"] } });
  expect(await story.repository.git("rev-parse", contract.branch)).toBe(merged[0]?.data["commit"]);
  expect(await filesOf(story, contract.branch)).toEqual(["red.txt", "shared.txt"]);
  expect(await story.repository.show(contract.branch, "shared.txt")).toBe("the colour is red");
  expect((await story.client.getTask({ id: blue.id })).mergedCommit).toBeNull();

  await story.client.answerQuestion({ id: question.id, choices: ["go on"] });
  await contract.ended();
  expect(await filesOf(story, contract.branch)).toEqual(["blue.txt", "red.txt", "shared.txt"]);
  expect(await story.repository.show(contract.branch, "shared.txt")).toBe("the colour is red and blue");
  const solver = await contract.task("solver");
  expect((await contract.events("task.merged")).map(({ taskId }) => taskId)).toEqual([red.id, solver.id]);
  const [done] = await contract.events("contract.completed");
  expect(done?.data["summary"]).toBe("Solved: true");
  await story.checkHistory();
});

async function filesOf({ repository }: Story, branch: string): Promise<string[]> {
  const names = (await repository.git("ls-tree", "-r", "--name-only", branch)).split("\n");
  return names.filter((name) => name.endsWith(".txt"));
}
