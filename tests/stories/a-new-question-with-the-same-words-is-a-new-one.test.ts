// An agent may ask the same thing twice and mean it: nothing is joined by its words alone.
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const SCRIPT = `
steps:
  - ask: { question: Another one?, choices: ["yes", "no"] }
    as: first
  - ask: { question: Another one?, choices: ["yes", "no"] }
    as: second
  - tool: complete_contract
    args: { summary: "\${first.response} and \${second.response}" }
`;

test("the second question has an id of its own, and waits for an answer of its own", async () => {
  const story = await openStory();
  const contract = await story.startContract({ script: SCRIPT });
  const first = await contract.openQuestion();
  await story.client.answerQuestion({ id: first.id, choices: ["yes"] });
  const second = await contract.openQuestion([first.id]);
  expect(second.question).toBe(first.question);
  expect(second.status).toBe("pending");
  await story.client.answerQuestion({ id: second.id, choices: ["no"] });
  await contract.ended();

  const [done] = await contract.events("contract.completed");
  expect(done?.data["summary"]).toBe("yes and no");
  expect(await contract.events("question.asked")).toHaveLength(2);
  await story.checkHistory();
});
