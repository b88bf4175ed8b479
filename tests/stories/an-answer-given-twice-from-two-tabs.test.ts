// Two tabs of one person answer the same question in the same moment: the first wins, and the other is told what won.
import { ApiError, createClient } from "@makima/client";
import { answersIn } from "@makima/testkit/agent-log";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const SCRIPT = `
steps:
  - ask: { question: Which way?, choices: [left, right] }
    as: way
  - say: We go \${way.response}
  - tool: complete_contract
    args: { summary: "\${way.response}" }
`;

test("one tab wins, the other gets 409 with the winner, and the agent hears one answer", async () => {
  const story = await openStory();
  const [server] = story.servers;
  if (server === undefined) throw new Error("the story has a server");
  const otherTab = createClient({ url: server.url, apiKey: server.apiKey, checkAnswers: true });
  const contract = await story.startContract({ script: SCRIPT });
  const { id } = await contract.openQuestion();

  const answers = await Promise.allSettled([
    story.client.answerQuestion({ id, choices: ["left"] }),
    otherTab.answerQuestion({ id, choices: ["right"] }),
  ]);
  const won = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
  const lost = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason as unknown] : []));
  expect(won).toHaveLength(1);
  const winner = won[0]?.response;
  expect(lost).toEqual([expect.any(ApiError)]);
  expect(lost[0]).toMatchObject({
    status: 409,
    code: "ALREADY_ANSWERED",
    details: { response: winner },
    mend: expect.stringContaining("the first answer stands") as unknown,
  });

  // Who comes much later is told the same.
  await contract.ended();
  await expect(otherTab.answerQuestion({ id, response: "Neither" })).rejects.toMatchObject({
    status: 409,
    code: "ALREADY_ANSWERED",
    details: { response: winner },
  });
  expect((await story.client.getQuestion({ id })).response).toEqual(winner);
  expect(answersIn(await story.agentLog())).toEqual([
    { questionId: id, response: expect.anything() as unknown },
  ]);
  expect((await contract.events("question.")).map(({ type }) => type)).toEqual([
    "question.asked",
    "question.answered",
    "question.delivered",
  ]);
  const [done] = await contract.events("contract.completed");
  expect([done?.data["summary"]]).toEqual(winner);
  await story.checkHistory();
});
