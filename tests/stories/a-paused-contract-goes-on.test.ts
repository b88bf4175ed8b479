// A contract is paused in the middle of its work and goes on later: turns end, nobody begins another, answers are kept, nothing is lost.
import { findAgents } from "@makima/testkit/agent-processes";
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const WORKER = `
steps:
  - say: I begin.
  - run: "sleep 0.3"
    expect: 0
  - write: worked.txt
    content: worked
  - tool: complete_task
    args: { summary: Worked }
`;

const SUPERVISOR = `
steps:
  - spawn: { name: worker, plan: "script: ./worker.yaml" }
    as: worker
  - ask: { question: Which colour?, choices: [red, blue] }
    as: colour
  - wait: \${worker.taskId}
  - merge: \${worker.taskId}
  - tool: complete_contract
    args: { summary: "\${colour.response}" }
`;

test("paused: no agent is left and an answer waits; started again, it ends as it would have", async () => {
  const story = await openStory({ repository: { files: { "worker.yaml": WORKER } } });
  const contract = await story.startContract({ script: SUPERVISOR });
  const question = await contract.openQuestion();
  await story.client.pauseContract({ id: contract.id });
  await eventually("no agent is left", async () => (await findAgents(story.root)).length === 0);
  expect((await contract.now()).status).toBe("paused");

  // A pause keeps the question open, and its answer waits for the end of the pause.
  await story.client.answerQuestion({ id: question.id, choices: ["blue"] });
  const begun = (await contract.events("run.begun")).length;
  await expect(story.client.pauseContract({ id: contract.id })).rejects.toMatchObject({
    status: 409,
    code: "CONTRACT_STATUS",
  });
  expect((await contract.now()).supervisor?.state).toBe("idle");
  expect((await contract.events("run.begun")).length).toBe(begun);

  await story.client.startContract({ id: contract.id });
  await contract.ended();
  const [done] = await contract.events("contract.completed");
  expect(done?.data["summary"]).toBe("blue");
  expect(await story.repository.show(contract.branch, "worked.txt")).toBe("worked");
  expect(await contract.events("question.asked")).toHaveLength(1);
  // A pause is with consent: nobody was restored.
  expect(await contract.events("restoration.")).toEqual([]);
  const { id } = await contract.task("worker");
  const said = (await contract.conversation(id)).filter(({ role }) => role === "assistant");
  expect(said.filter(({ content }) => content === "I begin.")).toHaveLength(1);
  await story.checkHistory();
});
