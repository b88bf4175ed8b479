// An agent is installed and nobody is logged in with it: who wants it is told what to do, and when that is done it is there without a restart.
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ApiError } from "@makima/client";
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, onTestFinished, test } from "vitest";

const SCRIPTED = fileURLToPath(import.meta.resolve("@makima/scripted-agent/main"));
const SCRIPT = "steps:\n  - tool: complete_contract\n    args: { summary: done }\n";

/** A program called `gemini` that tells a version, and is the scripted agent otherwise. */
async function installGemini(): Promise<{ program: string; home: string }> {
  const home = await mkdtemp(join(tmpdir(), "mk-gemini-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const program = join(home, "gemini");
  const lines = [
    "#!/bin/sh",
    '[ "$1" = --version ] && exec echo 0.61.0',
    `exec "${process.execPath}" "${SCRIPTED}"`,
  ];
  await writeFile(program, `${lines.join("\n")}\n`);
  await chmod(program, 0o755);
  return { program, home };
}

test("its absence is told with the mend, and its login is seen", async () => {
  const { program, home } = await installGemini();
  const story = await openStory({
    agents: { gemini: { driver: "acp", command: [program], env: { HOME: home }, stateFolders: [] } },
  });
  const found = async () =>
    (await story.client.listDaemons({})).items[0]?.agents.find(({ name }) => name === "gemini");
  await eventually("its version is told", async () => (await found())?.version === "0.61.0");
  const problem =
    "gemini is not logged in. Run gemini once and log in, or set GEMINI_API_KEY where makima is started.";
  expect(await found()).toMatchObject({ ready: false, problem });

  const refused = story.startContract({ script: SCRIPT, supervisorAgent: "gemini" });
  await expect(refused).rejects.toThrow(ApiError);
  await expect(refused).rejects.toMatchObject({
    code: "UNKNOWN_AGENT",
    message: `agent "gemini" cannot be started: ${problem}`,
  });

  await mkdir(join(home, ".gemini"));
  await writeFile(join(home, ".gemini", "oauth_creds.json"), '{"made": "by a test"}');
  await eventually("its login is seen", async () => (await found())?.ready === true);
  const contract = await story.startContract({ script: SCRIPT, supervisorAgent: "gemini" });
  await contract.ended();
  await story.checkHistory();
});
