// Agents that cannot be used: each is told in words that a person can act on, and nothing waits for them for ever.
import { openStory } from "@makima/testkit/story";
import { expect, test } from "vitest";

const agent = (...command: string[]) => ({ driver: "acp" as const, command, env: {}, stateFolders: [] });

const AGENTS = {
  broken: agent("sh", "-c", "echo starting up; echo no licence was found >&2; exit 7"),
  missing: agent("an-agent-that-nobody-installed"),
};

const SUPERVISOR = `
steps:
  - spawn: { name: hopeless, plan: Do it, agent: broken }
    as: hopeless
  - wait: \${hopeless.taskId}
    as: ended
  - spawn: { name: other, plan: Do it, agent: missing }
    onError: not-there
  - id: not-there
    say: \${error.message}
  - spawn: { name: third, plan: Do it, agent: nonsense }
    onError: unknown
  - id: unknown
    say: \${error.message}
  - tool: complete_contract
    args: { summary: "\${ended.results.0.status}: \${ended.results.0.summary}" }
`;

test("a worker that exits before it speaks fails with its last lines; the others are refused by name", async () => {
  const story = await openStory({ agents: AGENTS });
  const contract = await story.startContract({ script: SUPERVISOR });
  await contract.ended();

  const hopeless = await contract.task("hopeless");
  expect(hopeless.status).toBe("failed");
  expect(hopeless.error).toMatch(/exit code 7[\s\S]*no licence was found/);
  const [done] = await contract.events("contract.completed");
  expect(done?.data["summary"]).toMatch(/^failed: [\s\S]*no licence was found/);
  const supervisor = await contract.task("supervisor");
  const said = (await contract.conversation(supervisor.id)).filter(({ role }) => role === "assistant");
  const told = said.map(({ content }) => content.replaceAll("\\", "")).join("\n");
  expect(told).toMatch(
    /"missing" cannot be started: "an-agent-that-nobody-installed" was not found\. Install it/,
  );
  expect(told).toMatch(/there is no agent "nonsense"; the agents are broken, missing, scripted/);
  expect((await contract.tasks()).map(({ name }) => name)).toEqual(["supervisor", "hopeless"]);
  await story.checkHistory();
});

test("as supervisor: the contract fails and says with which words its agent ended", async () => {
  const story = await openStory({ agents: AGENTS });
  const contract = await story.startContract({ supervisorAgent: "broken" });
  await contract.ended("failed");

  const supervisor = await contract.task("supervisor");
  expect(supervisor.error).toMatch(/did not come up[\s\S]*exit code 7[\s\S]*no licence was found/);
  const [failed] = await contract.events("task.failed");
  expect(failed?.data["reason"]).toMatch(/no licence was found/);
  for (const [name, problem] of [
    [
      "missing",
      /"missing" cannot be started: .* was not found\. Install it, or mend agents\.missing in config\.json/,
    ],
    ["nonsense", /there is no agent "nonsense"; the agents are broken, missing, scripted/],
  ] as const) {
    await expect(story.startContract({ supervisorAgent: name })).rejects.toMatchObject({
      status: 400,
      code: "UNKNOWN_AGENT",
      message: expect.stringMatching(problem) as unknown,
      mend: expect.any(String) as unknown,
    });
  }
  await story.checkHistory();
});

const CRASHER = `
steps:
  - print: { lines: 3 }
    to: stderr
  - exit: 9
`;

test("one that dies in each of its turns is tried three times, and no more", async () => {
  const story = await openStory();
  const contract = await story.startContract({ script: CRASHER });
  await contract.ended("failed");

  const supervisor = await contract.task("supervisor");
  expect(supervisor.error).toMatch(/again and again[\s\S]*exit code 9[\s\S]*line 3/);
  expect(supervisor.epoch).toBe(3);
  expect((await story.agentLog()).filter(({ kind }) => kind === "exit")).toHaveLength(3);
  expect((await contract.now()).error).toMatch(/the supervisor failed/);
  await story.checkHistory();
});
