// An agent's program is installed, updated and taken away while the daemon runs and its task works: each is seen without a restart, and the task
// goes on with what is there, or waits and says for what.
import { chmod, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, onTestFinished, test } from "vitest";

const SCRIPT = `
steps:
  - ask: Is the old one good?
  - ask: Is the new one good?
  - tool: complete_contract
    args: { summary: with all of them }
`;

/** Where a program called `gemini` may lie: one that tells this version, and is otherwise what follows it on its command line. */
async function openShelf() {
  const home = await mkdtemp(join(tmpdir(), "mk-shelf-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const program = join(home, "gemini");
  return {
    program,
    put: async (version: string): Promise<void> => {
      const lines = ["#!/bin/sh", `[ "$1" = --version ] && exec echo ${version}`, 'exec "$@"'];
      await writeFile(`${program}.new`, `${lines.join("\n")}\n`);
      await chmod(`${program}.new`, 0o755);
      await rename(`${program}.new`, program);
    },
    takeAway: () => rm(program),
  };
}

test("it is listed as it is, and the task loses nothing", async () => {
  const { program, put, takeAway } = await openShelf();
  const daemonEnvironment = { GEMINI_API_KEY: "made by a test" };
  const story = await openStory({ agentLauncher: [program], daemonEnvironment });
  const listed = async () =>
    (await story.client.listDaemons({})).items[0]?.agents.find(({ name }) => name === "scripted");
  const gone = `"${program}" was not found. Install it, or mend agents.scripted in config.json.`;
  expect(await listed()).toMatchObject({ version: null, ready: false, problem: gone });

  await put("0.61.0");
  await eventually("it is found", async () => (await listed())?.ready === true);
  expect(await listed()).toMatchObject({ version: "0.61.0", problem: null });
  const contract = await story.startContract({ script: SCRIPT });
  const first = await contract.openQuestion();

  await put("0.62.0");
  await eventually("the update is seen", async () => (await listed())?.version === "0.62.0");
  await story.client.answerQuestion({ id: first.id, response: "yes" });
  const second = await contract.openQuestion([first.id]);
  await eventually(
    "its program is gone: it only waits",
    async () => (await contract.events("run.ended")).length > (await contract.events("run.begun")).length - 1,
  );

  await takeAway();
  await eventually("its absence is seen", async () => (await listed())?.ready === false);
  await story.client.answerQuestion({ id: second.id, response: "yes" });
  await eventually("the task says what it waits for", async () => {
    const { waitingFor } = await contract.task("supervisor");
    return waitingFor.some(({ kind, reason }) => kind === "capacity" && reason?.includes(gone));
  });

  await put("0.63.0");
  await contract.ended();
  const runs = await contract.events("run.begun");
  expect(runs.length).toBeGreaterThan(1);
  expect(await contract.events("question.delivered")).toHaveLength(2);
  await story.checkHistory();
});
