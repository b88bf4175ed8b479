// With a guard, a person decides each change of phase and the end: `revise` changes nothing and reaches the agent, `confirm` makes the change.
import { answersIn } from "@makima/testkit/agent-log";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const SCRIPT = `
steps:
  - id: change
    tool: change_phase
    args: { phase: execute, summary: The plan stands }
    as: change
  - if: { var: change.response, contains: Think }
    jump: change-again
    else: changed
  - id: change-again
    say: "You said: \${change.response}"
  - goto: change
  - id: changed
    say: "Changed: \${change.response}"
  - id: complete
    tool: complete_contract
    args: { summary: All done }
    as: end
  - if: { var: end.response, contains: revise }
    jump: complete
`;

test("revise gives the words back, confirm changes the phase and then completes", async () => {
  const story = await openStory();
  const contract = await story.startContract({ script: SCRIPT, phaseGuard: true });
  const asked: string[] = [];
  const next = async (questionType: string) => {
    const question = await contract.openQuestion(asked);
    asked.push(question.id);
    expect(question).toMatchObject({ questionType, choices: ["confirm", "revise"] });
    return question.id;
  };

  const first = await next("phase_confirmation");
  await story.client.answerQuestion({ id: first, response: "Think of the tests first" });
  const second = await next("phase_confirmation");
  expect((await contract.now()).phase).toBe("plan");
  expect(await contract.events("phase.changed")).toEqual([]);
  await story.client.answerQuestion({ id: second, choices: ["confirm"] });
  // The change is in the answer's own transaction.
  expect((await contract.now()).phase).toBe("execute");

  const third = await next("contract_complete");
  await story.client.answerQuestion({ id: third, choices: ["revise"] });
  const fourth = await next("contract_complete");
  expect((await contract.now()).status).toBe("active");
  await story.client.answerQuestion({ id: fourth, choices: ["confirm"] });
  expect((await contract.now()).status).toBe("completed");
  await contract.ended();

  expect((await contract.events("phase.changed")).map(({ data }) => [data["from"], data["to"]])).toEqual([
    ["plan", "execute"],
  ]);
  const heard = answersIn(await story.agentLog()).map(({ questionId }) => questionId);
  expect(heard.slice(0, 3)).toEqual([first, second, third]);
  const { id } = await contract.task("supervisor");
  const said = (await contract.conversation(id)).filter(({ role }) => role === "assistant");
  expect(said[0]?.content).toBe("You said: Think of the tests first");
  await story.checkHistory();
});
