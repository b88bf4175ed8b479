// The login of an agent is over under three contracts at once: one question is asked for all of them. Its answer, given after daemon and server were
// killed, lets all go on; and when the login is over again, logging in is enough.
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@makima/testkit/eventually";
import { openStory, type Story } from "@makima/testkit/story";
import { expect, onTestFinished, test } from "vitest";

const SCRIPT = `
steps:
  - say: I am in.
  - tool: complete_contract
    args: { summary: logged in }
`;

/** A program called `gemini`, whose login is a file; what is in it counts as long as `valid` is there. */
async function openLogin() {
  const home = await mkdtemp(join(tmpdir(), "mk-login-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const program = join(home, "gemini");
  const lines = ["#!/bin/sh", '[ "$1" = --version ] && exec echo 0.61.0', 'exec "$@"'];
  await writeFile(program, `${lines.join("\n")}\n`);
  await chmod(program, 0o755);
  await mkdir(join(home, ".gemini"));
  const valid = join(home, "valid");
  const write = (): Promise<void> =>
    writeFile(join(home, ".gemini", "oauth_creds.json"), '{"made": "by a test"}');
  await write();
  return { home, program, valid, write };
}

const startThree = (story: Story) =>
  Promise.all([1, 2, 3].map(() => story.startContract({ script: SCRIPT })));

const openQuestions = async (story: Story) =>
  (await story.client.listQuestions({ questionType: "recovery" })).items;

/** Waits until all of them are blocked, and gives the one question. */
async function theQuestion(story: Story) {
  await eventually("all three are held", async () => {
    const { items } = await story.client.listSupervisors({});
    return items.filter(({ state }) => state === "blocked").length === 3;
  });
  const [question] = await eventually("somebody asks", async () => {
    const open = await openQuestions(story);
    return open.length > 0 && open;
  });
  if (question === undefined) throw new Error("nobody asks");
  return question;
}

test("it is asked about once, and all three go on", async () => {
  const { home, program, valid, write } = await openLogin();
  const story = await openStory({
    agentLauncher: [program, "env", `SCRIPTED_AGENT_LOGIN=${valid}`],
    daemonEnvironment: { HOME: home },
  });
  const contracts = await startThree(story);
  const question = await theQuestion(story);
  expect(await openQuestions(story)).toHaveLength(1);
  expect(question.question).toContain("log in first");

  const [daemon] = story.daemons;
  await Promise.all([daemon?.kill(), story.killServer()]);
  await Promise.all([story.restartServer(), daemon?.restart()]);
  await writeFile(valid, "");
  await story.client.answerQuestion({ id: question.id, choices: ["try again"] });
  for (const contract of contracts) await contract.ended();

  await rm(valid);
  const more = await startThree(story);
  const again = await theQuestion(story);
  expect(again.id).not.toBe(question.id);
  await writeFile(valid, "");
  await write();
  for (const contract of more) await contract.ended();
  expect((await story.client.getQuestion({ id: again.id })).status).toBe("withdrawn");
  const asked = await Promise.all(
    [...contracts, ...more].map((contract) => contract.events("question.asked")),
  );
  expect(asked.flat()).toHaveLength(2);
  await story.checkHistory();
});
