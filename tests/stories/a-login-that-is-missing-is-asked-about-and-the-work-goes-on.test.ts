// The agent's login is gone when its task is to begin: no try is burnt and nothing fails. A person is asked with the agent's own words, logs in, and
// lets it try again, also when the daemon was killed in between.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, onTestFinished, test } from "vitest";

const WORKER = `
steps:
  - say: I am in.
  - tool: complete_contract
    args: { summary: logged in }
`;

test("it waits for the login, and goes on when there is one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mk-login-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const login = join(folder, "login");
  const story = await openStory({ agentLauncher: ["env", `SCRIPTED_AGENT_LOGIN=${login}`] });
  const contract = await story.startContract({ script: WORKER });
  const { id } = await contract.task("supervisor");
  const first = await contract.openQuestion();
  expect(first).toMatchObject({
    questionType: "recovery",
    question: expect.stringContaining("log in first") as unknown,
    choices: expect.arrayContaining(["try again", "use scripted-no-load", "cancel the task"]) as unknown,
  });
  expect(await story.client.getTask({ id })).toMatchObject({
    status: "waiting",
    epoch: 1,
    restorationCount: 0,
  });

  await story.client.answerQuestion({ id: first.id, choices: ["try again"] });
  const again = await contract.openQuestion([first.id]);
  await story.daemons[0]?.kill();
  await story.daemons[0]?.restart();
  writeFileSync(login, "");
  await story.client.answerQuestion({ id: again.id, choices: ["try again"] });
  await contract.ended();
  const task = await story.client.getTask({ id });
  expect(task).toMatchObject({ epoch: 3, restorationCount: 0 });
  const said = (await story.agentLog()).flatMap(({ kind, text }) => (kind === "say" ? [text] : []));
  expect(said).toEqual(["I am in."]);
  const kinds = await eventually("both refusals are told", async () => {
    const told = (await contract.events("task.refused")).map(({ data }) => data["kind"]);
    return told.length === 2 ? told : undefined;
  });
  expect(kinds).toEqual(["login", "login"]);
  await story.checkHistory();
});
