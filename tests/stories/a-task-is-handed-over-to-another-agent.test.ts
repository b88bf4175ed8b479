// A supervisor waits for an answer when a person gives its conversation to another agent, which knows what was said and goes on; the answer reaches
// it, and nobody is asked again. Then it is lost with its machine's daemon, and comes back as the agent that it is now.
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const SCRIPT = `
steps:
  - say: The word is heron
  - ask: { question: Which way?, choices: [left, right] }
    as: way
  - recall: true
  - ask: { question: And then?, choices: [up, down] }
    as: then
  - say: We go \${way.response} and \${then.response}
  - tool: complete_contract
    args: { summary: "\${way.response} \${then.response}" }
`;

test("another agent goes on where the first one stopped, with what was said before", async () => {
  const story = await openStory();
  const contract = await story.startContract({ script: SCRIPT });
  const first = await contract.openQuestion();
  const before = await contract.task("supervisor");
  expect([before.agent, before.model]).toEqual(["scripted", null]);
  await eventually("it waits", async () => (await contract.task("supervisor")).status === "waiting");

  const resumed = await story.client.resumeSupervisor({
    id: contract.id,
    resumeMode: "continue",
    agent: "scripted-no-load:big",
  });
  expect(resumed.report).toBe(null);
  await eventually("the other agent has a turn and waits", async () => {
    const { agent, epoch, status } = await contract.task("supervisor");
    return agent === "scripted-no-load" && epoch > before.epoch && status === "waiting";
  });
  expect((await contract.task("supervisor")).model).toBe("big");
  const chosen = (await story.agentLog()).filter(({ kind }) => kind === "set_config_option");
  expect(chosen).toMatchObject([{ configId: "model", value: "big" }]);
  await story.client.answerQuestion({ id: first.id, choices: ["left"] });
  const second = await contract.openQuestion([first.id]);

  const said = (await contract.conversation(before.id)).filter(({ role }) => role === "assistant");
  const recalled = said.find(({ content }) => content.startsWith("RECALL "))?.content ?? "";
  expect(recalled).toContain("The word is heron");
  expect(recalled).toContain("You take this task over from another agent, scripted.");

  await eventually("it waits again", async () => (await contract.task("supervisor")).status === "waiting");
  await story.daemons[0]?.kill();
  await story.client.answerQuestion({ id: second.id, choices: ["up"] });
  await story.daemons[0]?.restart();
  await contract.ended();

  const [done] = await contract.events("contract.completed");
  expect(done?.data["summary"]).toBe("left up");
  const questions = (await contract.events("question.")).map(({ type }) => type);
  for (const type of ["question.asked", "question.answered", "question.delivered"])
    expect(questions.filter((each) => each === type)).toHaveLength(2);
  const [handed] = await contract.events("task.agent_changed");
  expect(handed?.data).toMatchObject({ from: "scripted", to: "scripted-no-load:big" });
  const { items } = await story.client.listRestorations({ id: contract.id });
  for (const { rung, rungReason, repairs } of items) {
    expect(rung).toBe("told");
    expect(rungReason).toContain("cannot load a session");
    expect(repairs).toEqual([]);
  }
  await story.checkHistory();
});
