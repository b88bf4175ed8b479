// A contract spends its budget: at 80 % the supervisor is told, at 100 % no further turn begins and a person is asked. The question outlives a
// kill of the server, and the work goes on from where it stood when there is money again.
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const spend = (amount: number) =>
  `  - usage: { used: 1000, size: 200000, cost: { amount: ${amount}, currency: USD } }`;

// What an agent tells is the sum of its process's life, so a smaller one is a new one. Each turn ends, and a person's word begins the next.
const SPENDER = `
steps:
  - say: one
${spend(0.85)}
  - endTurn: true
  - expectPrompt: { contains: "85 % of the contract's budget is used" }
  - say: two
${spend(0.4)}
  - endTurn: true
  - say: three
  - tool: complete_contract
    args: { summary: "done for more money" }
`;

test("it warns, then pauses at the end of a turn and asks, and goes on when a person raises it", async () => {
  const story = await openStory();
  const contract = await story.startContract({ script: SPENDER, more: { budget: { dollars: 1 } } });
  const { id } = await contract.task("supervisor");
  const idle = () =>
    eventually(
      "it waits",
      async () => (await story.client.getTask({ id })).status === "waiting" || undefined,
    );
  await eventually("people are warned", async () => (await contract.events("budget.warned")).length === 1);
  await idle();

  await story.client.messageTask({ id, text: "Go on." });
  const question = await contract.openQuestion();
  expect(question).toMatchObject({
    questionType: "budget",
    question: expect.stringContaining("1.25 of 1 dollars") as unknown,
  });
  await idle();
  await story.client.messageTask({ id, text: "Go on, whatever it costs." });
  await story.killServer();
  await story.restartServer();
  expect(await contract.openQuestion()).toMatchObject({ id: question.id });
  const paused = await story.client.getTask({ id });
  expect(paused).toMatchObject({ status: "waiting", usage: { costUsd: 1.25, turns: 2 } });
  expect(paused.waitingFor).toContainEqual({ kind: "person", reason: "the budget of its contract is spent" });
  expect(await story.client.getSupervisor({ id: contract.id })).toMatchObject({ state: "blocked" });

  await story.client.answerQuestion({ id: question.id, choices: ["raise it to 2.50 dollars"] });
  await contract.ended();
  const said = (await story.agentLog()).flatMap(({ kind, text }) => (kind === "say" ? [text] : []));
  expect(said).toEqual(["one", "two", "three"]);
  const { usage, budget } = await eventually("the last turn is counted", async () => {
    const now = await contract.now();
    return now.usage.turns === 3 ? now : undefined;
  });
  expect(budget).toEqual({ dollars: 2.5 });
  const used = await story.client.getUsage({ by: "contract" });
  expect(used).toMatchObject({ items: [{ key: contract.id, usage }], total: usage });
  await story.checkHistory();
});
