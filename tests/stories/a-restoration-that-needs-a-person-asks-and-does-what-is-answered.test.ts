// Two rows contradict each other, and nobody but a person can say which is right. The supervisor is held and asks; the answer is carried out.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onDatabase } from "@makima/testkit/database";
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const SUPERVISOR = `
steps:
  - spawn: { name: helper, plan: "script: ./helper.yaml" }
  - run: while [ ! -e go ]; do sleep 0.1; done
  - tool: complete_contract
    args: { summary: done }
`;

test("it is held in blocked until the answer, and then goes on, counted once", async () => {
  const story = await openStory({
    repository: { files: { "helper.yaml": "steps:\n  - hang: true\n", ".gitignore": "go\n" } },
  });
  const contract = await story.startContract({ script: SUPERVISOR });
  const helper = await contract.task("helper");
  const { supervisorTaskId, worktree } = await eventually("the supervisor works on", async () => {
    const { supervisorTaskId: taskId, state } = await story.client.getSupervisor({ id: contract.id });
    const path = (await story.client.getTask({ id: taskId })).worktreePath;
    return state === "working" && path !== null && { supervisorTaskId: taskId, worktree: path };
  });
  const name = (taskId: string) =>
    onDatabase(story.database.url, (client) =>
      client.query("update contract set supervisor_task_id = $2 where id = $1", [contract.id, taskId]),
    );
  await name(helper.id);
  const [daemon] = story.daemons;
  await daemon?.kill();
  await daemon?.restart();

  const question = await contract.openQuestion();
  expect(question).toMatchObject({
    taskId: supervisorTaskId,
    questionType: "recovery",
    choices: ["proceed", "start_fresh"],
  });
  expect(await story.client.getSupervisor({ id: contract.id })).toMatchObject({
    state: "blocked",
    restorationCount: 0,
  });
  await name(supervisorTaskId);
  await story.client.answerQuestion({ id: question.id, choices: ["proceed"] });
  await eventually("it works again", async () => {
    const { state } = await story.client.getSupervisor({ id: contract.id });
    return state === "working";
  });
  await writeFile(join(worktree, "go"), "");
  await contract.ended();

  const { items } = await story.client.listRestorations({ id: contract.id, taskId: supervisorTaskId });
  expect(items).toMatchObject([
    { number: 1, outcome: "done", plan: "proceed", reason: "A person chose it." },
    { number: 1, outcome: "held", plan: "manual_intervention" },
  ]);
  const told = (await contract.events("restoration.")).filter(({ taskId }) => taskId === supervisorTaskId);
  expect(told.map(({ type }) => type)).toEqual(["restoration.held", "restoration.done"]);
  await story.checkHistory();
});
