// What the owner of a contract wants done in each fresh worktree: untracked files copied in, a command run before the agent begins and another before
// the worktree goes. What fails is a person's matter, is done again when they say so, and never where it was done.
import { readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "@makima/testkit/eventually";
import { makimaIn } from "@makima/testkit/makima-in";
import { openStory, type Story } from "@makima/testkit/story";
import { expect, test } from "vitest";

const WORKER = `
steps:
  - run: "cat .env prepared.txt && test ! -e linked.env"
    expect: 0
  - write: made.txt
    content: made
  - run: echo "can$(echo ary)-changed" > .env
    expect: 0
  - tool: complete_task
    args: { summary: Done }
`;

const PATIENT_WORKER = WORKER.replace(
  "steps:",
  'steps:\n  - run: "while [ ! -e .git/go ]; do sleep 0.05; done"\n    expect: 0',
);

const SUPERVISOR = `
steps:
  - ask: { question: Go on? }
  - spawn: { name: worker, plan: "script: ./worker.yaml" }
    as: worker
  - wait: \${worker.taskId}
  - merge: \${worker.taskId}
  - tool: complete_contract
    args: { summary: Merged }
`;

test("the files are there, the command has run once, and neither is in any commit", async () => {
  const story = await openStory({ repository: { files: { "worker.yaml": PATIENT_WORKER } } });
  const { root, repository, client } = story;
  await writeFile(join(repository.path, ".env"), "SECRET=canary-7c1\n");
  await writeFile(join(root, "outside"), "canary-outside\n");
  await symlink(join(root, "outside"), join(repository.path, "linked.env"));
  const setup = `echo "sets up $(pwd)"; grep -c canary .env > prepared.txt; echo ran >> .git/setups`;
  const contract = await story.startContract({
    script: SUPERVISOR,
    more: { setup, copy: [".env", "linked.env"], teardown: "cat .git/setups; exit 3" },
  });
  const question = await contract.openQuestion();
  const [supervisor] = await contract.tasks();
  const { items } = await client.getOutput({ id: supervisor?.id ?? "" });
  const said = items.filter(({ stream }) => stream === "setup").map(({ text }) => text);
  expect(said.join("")).toContain("Copied .env\nNot copied: linked.env is a link");
  expect(said.join("")).toContain("sets up ");
  await client.answerQuestion({ id: question.id, response: "yes" });
  const worker = await contract.task("worker");
  await eventually("the supervisor is parked while its worker works", async () =>
    (await contract.events("run.ended")).some(
      ({ taskId, data }) => taskId === supervisor?.id && data["reason"] === "parked",
    ),
  );
  const worktree = await eventually(
    "its worker has a worktree",
    async () => (await client.getTask({ id: worker.id })).worktreePath,
  );
  await writeFile(join(worktree, ".git", "go"), "");
  await contract.ended();

  expect(await repository.show(contract.branch, "made.txt")).toBe("made");
  const everything = await repository.git("log", "--all", "--patch", "--format=%H");
  expect(everything).not.toContain("canary");
  // The supervisor's second run found its worktree as the first had left it.
  expect((await client.getTask({ id: supervisor?.id ?? "" })).epoch).toBeGreaterThan(1);
  expect(await readInWorktree(story, supervisor?.id, ".git/setups")).toBe("ran\n");
  await client.pruneWorktrees({ taskIds: [worker.id] });
  const [removed] = await eventually("its worktree is gone", async () => {
    const found = await contract.events("worktree.removed");
    return found.length > 0 ? found : undefined;
  });
  expect(removed?.data["teardownFailure"]).toBe("The teardown command ended with code 3.\nran");
  expect(removed?.data["leftOut"]).toContain(".env (ignored)");
});

test("a set-up that was cut short by a kill is run again, whole", async () => {
  const story = await openStory();
  const setup =
    "echo begun >> .git/setups; test $(wc -l < .git/setups) -gt 1 || sleep 600; echo whole >> .git/setups";
  const contract = await story.startContract({
    script: "steps:\n  - ask: { question: Ready? }",
    more: { setup },
  });
  const task = await eventually("the supervisor's task", async () => (await contract.tasks())[0]);
  await eventually("its set-up has begun", () => readInWorktree(story, task.id, ".git/setups"));
  const [daemon] = story.daemons;
  await daemon?.kill();
  await daemon?.restart();
  expect(await contract.openQuestion()).toMatchObject({ question: "Ready?" });
  expect(await readInWorktree(story, task.id, ".git/setups")).toBe("begun\nbegun\nwhole\n");
});

/** Null while it is not there. */
function readInWorktree(
  { daemons }: Story,
  taskId: string | undefined,
  file: string,
): Promise<string | null> {
  const home = daemons[0]?.home ?? "";
  return readFile(join(home, "daemon", "worktrees", taskId ?? "", file), "utf8").catch(() => null);
}

test("a set-up that fails holds its task with the last lines, and runs again when the person says so", async () => {
  const story = await openStory({ repository: { files: { "worker.yaml": WORKER } } });
  const { root, repository, client } = story;
  const makima = makimaIn(story);
  await writeFile(join(repository.path, ".env"), "A=1\n");
  const ready = join(root, "ready");
  const setup = `test -e ${ready} || { echo "the tool is missing" >&2; exit 7; }; cp .env prepared.txt`;
  const contract = await story.startContract({ script: SUPERVISOR, more: { setup, copy: [".env"] } });
  const question = await contract.openQuestion();
  expect(question).toMatchObject({ questionType: "recovery", choices: ["try again", "cancel the task"] });
  expect(question.question).toContain("The set-up of its worktree failed: the command ended with code 7.");
  expect(question.question).toContain("the tool is missing");
  const [supervisor] = await contract.tasks();
  expect(supervisor?.status).toBe("waiting");
  expect((await client.getSupervisor({ id: contract.id })).state).toBe("blocked");
  const shown = await makima("task", "output", supervisor?.id ?? "");
  expect(shown.stdout).toContain("the tool is missing");
  await writeFile(ready, "");
  await client.answerQuestion({ id: question.id, choices: ["try again"] });
  const next = await contract.openQuestion([question.id]);
  expect(next.question).toBe("Go on?");
  await client.answerQuestion({ id: next.id, response: "yes" });
  await contract.ended();
  await eventually("it merged", async () => (await repository.show(contract.branch, "made.txt")) === "made");
  await story.checkHistory();
});
