// An agent without a sandbox asks for a command, and a person allows it for always. Daemon, agent and server are killed; the restored agent asks
// for the same again, and the rule answers. What hides behind the allowed command is asked about, and what is denied is denied, each with an event.
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const ASKER = `
steps:
  - permission: npm run lint
    input: { command: npm run lint }
    as: first
  - say: "first \${first.optionId}"
  - ask: Shall I go on?
  - permission: npm run lint
    input: { command: npm run lint }
    as: second
  - permission: git push
    input: { command: npm run lint && git push origin main }
    as: third
  - permission: something else
    input: { command: npm run lint; rm -rf / }
    as: fourth
  - tool: complete_contract
    args: { summary: "\${second.optionId} \${third.optionId} \${fourth.optionId}" }
`;

test("always for this contract outlives all processes, and allows nothing else", async () => {
  const story = await openStory({ daemonEnvironment: { MAKIMA_SANDBOX: "off" } });
  const contract = await story.startContract({ script: ASKER });
  const permission = await contract.openQuestion();
  const always = "Always for this contract: npm run lint";
  expect(permission).toMatchObject({ questionType: "permission", choices: ["Allow", "Reject", always] });
  await story.client.answerQuestion({ id: permission.id, choices: [always] });
  await story.client.addRule({ effect: "deny", command: "git push *" });
  const question = await contract.openQuestion([permission.id]);
  const { id } = await contract.task("supervisor");
  await eventually("it waits", async () => (await story.client.getTask({ id })).status === "waiting");

  await story.daemons[0]?.kill();
  await story.killServer();
  await story.restartServer();
  await story.daemons[0]?.restart();
  await story.client.answerQuestion({ id: question.id, response: "yes" });
  const hidden = await contract.openQuestion([permission.id, question.id]);
  expect(hidden).toMatchObject({ questionType: "permission", choices: ["Allow", "Reject"] });
  await story.client.answerQuestion({ id: hidden.id, choices: ["Reject"] });
  await contract.ended();
  const [completed] = await contract.events("contract.completed");
  expect(completed?.data["summary"]).toBe("allow reject reject");
  const decided = await contract.events("permission.");
  const rules = (await story.client.listRules({ contractId: contract.id })).items;
  expect(
    decided.map(({ type, data }) => [type, rules.find(({ id }) => id === data["ruleId"])?.command]),
  ).toEqual([
    ["permission.allowed", "npm run lint"],
    ["permission.denied", "git push *"],
  ]);
  await story.checkHistory();
});
