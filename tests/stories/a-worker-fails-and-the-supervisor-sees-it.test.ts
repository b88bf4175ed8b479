// A worker's agent dies again and again. Its task fails with the agent's last lines, the supervisor is told so, and what was mended can be
// tried again as a new task.
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const BROKEN = `
steps:
  - print: { lines: 2 }
    to: stderr
  - crash: 3
`;

const MENDER = `
steps:
  - write: worker.yaml
    content: |
      steps:
        - write: worked.txt
          content: worked
        - tool: complete_task
          args: { summary: Now it works }
  - tool: complete_task
    args: { summary: Mended }
`;

const SUPERVISOR = `
steps:
  - spawn: { name: worker, plan: "script: ./worker.yaml" }
    as: worker
  - wait: \${worker.taskId}
    as: ended
  - say: "It is \${ended.results.0.status}: \${ended.results.0.summary}"
  - spawn: { name: mender, plan: "script: ./mender.yaml" }
    as: mender
  - wait: \${mender.taskId}
  - merge: \${mender.taskId}
  - ask: { question: Will you try it again?, choices: ["yes"] }
  - tool: list_tasks
    as: all
  - say: "All: \${all.tasks}"
  - tool: complete_contract
    args: { summary: done }
`;

test("the supervisor hears of the failure, and a retry is a new task from the same plan", async () => {
  const story = await openStory({
    repository: { files: { "worker.yaml": BROKEN, "mender.yaml": MENDER } },
  });
  const contract = await story.startContract({ script: SUPERVISOR });
  const question = await contract.openQuestion();
  const failed = await contract.task("worker");
  expect(failed.status).toBe("failed");
  expect(failed.error).toMatch(/exit code 3[\s\S]*line 2/);
  const losses = (await contract.events("run.ended")).filter(({ taskId }) => taskId === failed.id);
  expect(losses.map(({ data }) => data["reason"])).toEqual(["agent_ended", "agent_ended", "agent_ended"]);
  const crashes = (await story.agentLog()).filter(({ kind }) => kind === "crash");
  expect(crashes).toHaveLength(3);
  const supervisor = await contract.task("supervisor");
  const said = await contract.conversation(supervisor.id);
  expect(said.map(({ content }) => content)).toContainEqual(
    expect.stringMatching(/^It is failed: [\s\S]*exit code 3[\s\S]*line 2/),
  );

  const retried = await story.client.retryTask({ id: failed.id });
  expect(retried).toMatchObject({
    name: failed.name,
    plan: failed.plan,
    kind: "worker",
    agent: failed.agent,
  });
  expect(retried.id).not.toBe(failed.id);
  await eventually("the new task is done", async () => {
    const { status } = await story.client.getTask({ id: retried.id });
    return status === "done";
  });
  expect((await story.client.getTask({ id: failed.id })).status).toBe("failed");
  await expect(story.client.retryTask({ id: retried.id })).rejects.toMatchObject({
    status: 409,
    code: "TASK_NOT_FINISHED",
  });
  await story.client.mergeTask({ id: retried.id });
  await story.client.answerQuestion({ id: question.id, choices: ["yes"] });
  await contract.ended();

  expect(await story.repository.show(contract.branch, "worked.txt")).toBe("worked");
  const last = (await contract.conversation(supervisor.id)).find(({ content }) =>
    content.startsWith("All: "),
  );
  const listed = JSON.parse(last?.content.slice("All: ".length) ?? "[]") as object[];
  expect(listed).toMatchObject([
    { taskId: failed.id, status: "failed" },
    { name: "mender", status: "done" },
    { taskId: retried.id, status: "done", summary: "Now it works" },
  ]);
  await story.checkHistory();
});
