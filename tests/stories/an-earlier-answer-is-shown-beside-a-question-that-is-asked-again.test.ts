// A supervisor is taken back behind a question that was answered. It asks again: that is a new question, beside which the person sees the old
// answer; nobody gives it in the person's place.
import { blocksOf } from "@makima/testkit/agent-log";
import { eventually } from "@makima/testkit/eventually";
import { killWhileRewinding } from "@makima/testkit/kill-while-rewinding";
import { openStory } from "@makima/testkit/story";
import { terminalOf } from "@makima/testkit/terminal";
import { expect, test } from "vitest";

const SUPERVISOR = `
steps:
  - write: a.txt
    content: a
  - tool: create_checkpoint
    args: { message: before the question }
  - ask: { question: Which way?, choices: [left, right] }
    as: way
  - ask: { question: How far?, choices: [here, there] }
    as: length
  - tool: complete_contract
    args: { summary: "\${way.response}, \${length.response}" }
`;

test.each(["nothing", "server"])("with %s killed while it is taken back", async (killed) => {
  const story = await openStory();
  const contract = await story.startContract({ script: SUPERVISOR });
  const first = await contract.openQuestion();
  await story.client.answerQuestion({ id: first.id, choices: ["left"] });
  const second = await contract.openQuestion([first.id]);
  const { supervisorTaskId: id } = await story.client.getSupervisor({ id: contract.id });
  await eventually("it waits", async () => (await story.client.getTask({ id })).status === "waiting");

  const rewinding = story.client.rewindTask({
    id,
    checkpointNumber: 1,
    rewindConversation: true,
    afterPoint: "withdraw",
  });
  await killWhileRewinding(story, killed);
  await rewinding;
  expect((await story.client.getQuestion({ id: second.id })).status).toBe("withdrawn");
  await story.client.messageTask({ id, text: "Go on." });
  const again = await contract.openQuestion([first.id, second.id]);
  expect(again).toMatchObject({
    question: "Which way?",
    status: "pending",
    earlierAnswer: { questionId: first.id, response: ["left"] },
  });
  const inbox = await terminalOf(story)("inbox");
  expect(inbox).toMatchObject({ exitCode: 0, stderr: "" });
  expect(inbox.stdout).toContain("answered before");
  expect(inbox.stdout).toContain("left");

  await story.client.answerQuestion({ id: again.id, choices: ["right"] });
  const last = await contract.openQuestion([first.id, second.id, again.id]);
  expect(last).toMatchObject({ question: "How far?", earlierAnswer: null });
  await story.client.answerQuestion({ id: last.id, choices: ["here"] });
  await contract.ended();

  const [completed] = await contract.events("contract.completed");
  expect(completed?.data["summary"]).toBe("right, here");
  expect((await story.client.getQuestion({ id: first.id })).response).toEqual(["left"]);
  const notices = (await story.agentLog()).flatMap(blocksOf).filter(({ kind }) => kind === "rewind");
  expect(notices).toMatchObject([{ notTakenBack: [{ kind: "answer", id: first.id }] }]);
  await story.checkHistory();
});
