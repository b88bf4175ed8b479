// The agent's process and its daemon die while its question is open. It asks again with a new call, and gets the question that is there.
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const SCRIPT = `
steps:
  - ask: { question: Shall we?, choices: ["yes", "no"] }
    as: answer
  - say: Then \${answer.response}
  - tool: complete_contract
    args: { summary: "\${answer.response}" }
`;

// The question's call stays under way until the kill.
const PATIENT = { MAKIMA_TOOL_WAIT_MS: "30000" };

test("the question keeps its id, is shown again, and its one answer is heard once", async () => {
  const story = await openStory({ daemonEnvironment: PATIENT });
  const contract = await story.startContract({ script: SCRIPT });
  const question = await contract.openQuestion();

  const [daemon] = story.daemons;
  await daemon?.kill();
  await daemon?.restart();
  await eventually("it has asked again", async () => {
    const calls = (await story.agentLog()).filter(
      ({ kind, toolName }) => kind === "tool_call" && toolName === "ask_question",
    );
    return calls.length === 2;
  });

  const again = await contract.openQuestion();
  expect({ ...again, cursor: null }).toEqual({ ...question, isRestored: true, cursor: null });
  await story.client.answerQuestion({ id: question.id, choices: ["yes"] });
  await contract.ended();

  expect((await contract.events("question.")).map(({ type }) => type)).toEqual([
    "question.asked",
    "question.redelivered",
    "question.answered",
    "question.delivered",
  ]);
  const [restored] = await contract.events("restoration.done");
  expect(restored?.data).toMatchObject({ number: 1, source: "daemon_restart" });
  await story.checkHistory();
});
