// Two questions are answered in the same instant. Each answer sees the other as pending for a moment, and still nobody sleeps on.
import { answersIn } from "@makima/testkit/agent-log";
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const ROUNDS = 4;

const ASKER = `
steps:
  - id: again
    ask: { question: On?, choices: ["yes", "no"] }
  - goto: again
    limit: ${ROUNDS - 1}
  - tool: complete_task
    args: { summary: Asked enough }
`;

const SUPERVISOR = `
steps:
  - spawn: { name: one, plan: "script: ./asker.yaml" }
    as: one
  - spawn: { name: two, plan: "script: ./asker.yaml" }
    as: two
  - wait: ["\${one.taskId}", "\${two.taskId}"]
  - tool: complete_contract
    args: { summary: done }
`;

test("two workers: each hears each of its answers", async () => {
  const story = await openStory({ repository: { files: { "asker.yaml": ASKER } } });
  const contract = await story.startContract({ script: SUPERVISOR });
  const answered: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const first = await contract.openQuestion(answered);
    const second = await contract.openQuestion([...answered, first.id]);
    await Promise.all([first, second].map(({ id }) => story.client.answerQuestion({ id, choices: ["yes"] })));
    answered.push(first.id, second.id);
  }
  await contract.ended();

  const heard = answersIn(await story.agentLog()).map(({ questionId }) => questionId);
  expect(heard.toSorted()).toEqual(answered.toSorted());
  await story.checkHistory();
});

const FIRST = `
steps:
  - ask: { question: Tea or coffee?, choices: [tea, coffee] }
`;

// A person's message begins a turn although a question is open, and this one asks another.
const SECOND = `Think of the cups too.

\`\`\`makima-script
steps:
  - ask: { question: Cup or mug?, choices: [cup, mug] }
    as: vessel
  - tool: complete_contract
    args: { summary: "In a \${vessel.response}" }
\`\`\`
`;

test("one supervisor with two open questions: it is woken once both are answered, and hears both", async () => {
  const story = await openStory();
  const contract = await story.startContract({ script: FIRST });
  const drink = await contract.openQuestion();
  const { id: supervisor } = await contract.task("supervisor");
  await story.client.messageTask({ id: supervisor, text: SECOND });
  const vessel = await contract.openQuestion([drink.id]);
  await eventually("it waits for both", async () => {
    const { supervisor: seen } = await contract.now();
    return seen?.state === "waiting_for_user" && seen.pendingQuestionsCount === 2;
  });

  await Promise.all([
    story.client.answerQuestion({ id: drink.id, choices: ["tea"] }),
    story.client.answerQuestion({ id: vessel.id, choices: ["mug"] }),
  ]);
  await contract.ended();

  const heard = answersIn(await story.agentLog());
  expect(heard.map(({ questionId }) => questionId).toSorted()).toEqual([drink.id, vessel.id].toSorted());
  expect(new Set(heard.flatMap(({ response }) => response))).toEqual(new Set(["mug", "tea"]));
  const [done] = await contract.events("contract.completed");
  expect(done?.data["summary"]).toBe("In a mug");
  await story.checkHistory();
});
