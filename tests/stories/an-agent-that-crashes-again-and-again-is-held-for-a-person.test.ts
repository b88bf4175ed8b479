// An agent that goes on a little and ends, each time: it is not tried for ever, and a person lets it go on from where it was.
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const CRASHER = `
steps:
  - say: one
  - exit: 9
    once: true
  - say: two
  - exit: 9
    once: true
  - say: three
  - exit: 9
    once: true
  - say: four
  - tool: complete_contract
    args: { summary: it went on }
`;

test("after so many ends in a row it is held with its last words, and goes on when a person resumes it", async () => {
  const story = await openStory({ serverEnvironment: { MAKIMA_CRASHES_BEFORE_HOLD: "3" } });
  const contract = await story.startContract({ script: CRASHER });
  const { id } = await contract.task("supervisor");
  await eventually("it is held", async () => (await contract.events("restoration.held")).length > 0);

  const supervisor = await story.client.getSupervisor({ id: contract.id });
  expect(supervisor).toMatchObject({ state: "blocked", restorationCount: 2 });
  expect(supervisor.errorMessage).toMatch(/ended 3 times in a row before a turn was over[\s\S]*exit code 9/);
  const held = await story.client.getTask({ id });
  expect(held).toMatchObject({ status: "interrupted", epoch: 3 });
  expect(held.waitingFor).toMatchObject([{ kind: "person" }]);
  expect((await story.agentLog()).filter(({ kind }) => kind === "exit")).toHaveLength(3);

  await story.client.resumeTask({ id });
  await contract.ended();
  const said = (await contract.conversation(id)).filter(({ role }) => role === "assistant");
  expect(said.map(({ content }) => content)).toEqual(["one", "two", "three", "four"]);
  await story.checkHistory();
});
