// An agent's program breaks while three contracts wait for a person: none of them fails for it, people see what is wrong, and when it is
// mended all three go on by themselves.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@makima/testkit/eventually";
import { openStory } from "@makima/testkit/story";
import { expect, onTestFinished, test } from "vitest";

const ASKER = `
steps:
  - ask: { question: "Shall I?", choices: ["yes", "no"] }
    as: answer
  - tool: complete_contract
    args: { summary: "told \${answer.response}" }
`;

/** Ends at once with a word while the file is there, and is the agent else. */
const mendable = (file: string): string[] => [
  "sh",
  "-c",
  `if [ -e "${file}" ]; then echo "no licence was found" >&2; exit 7; fi; exec "$@"`,
  "mendable",
];

test("three contracts keep their tries while their agent's program is broken, and go on when it is mended", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mk-mendable-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const fault = join(folder, "broken");
  const story = await openStory({
    agentLauncher: mendable(fault),
    serverEnvironment: { MAKIMA_BREAKER_PAUSE_MS: "1000" },
  });
  const contracts = await Promise.all([1, 2, 3].map(() => story.startContract({ script: ASKER })));
  const supervisors = () => Promise.all(contracts.map((contract) => contract.task("supervisor")));
  const questions = await Promise.all(contracts.map((contract) => contract.openQuestion()));
  await eventually("all three wait without a process", async () =>
    (await story.client.listDaemons({})).items.every(({ tasks }) => tasks === 0),
  );

  await writeFile(fault, "");
  await Promise.all(questions.map(({ id }) => story.client.answerQuestion({ id, choices: ["yes"] })));
  const problem = await eventually("the daemon's agent is told to be broken", async () => {
    const [daemon] = (await story.client.listDaemons({})).items;
    return daemon?.agents.find(({ name }) => name === "scripted")?.problem ?? undefined;
  });
  expect(problem).toMatch(/scripted on daemon 1 fails to start[\s\S]*no licence was found/);
  await eventually("a probe has failed too", async () => {
    const epochs = (await supervisors()).map(({ epoch }) => epoch);
    return epochs.reduce((sum, epoch) => sum + epoch, 0) >= 3 + 4;
  });
  const broken = await supervisors();
  expect(broken.filter(({ status }) => status === "failed")).toEqual([]);
  const held = broken.filter(({ status }) => status === "interrupted");
  const reasons = held.flatMap(({ waitingFor }) =>
    waitingFor.map(({ kind, reason }) => `${kind}: ${reason}`),
  );
  expect(reasons).toHaveLength(held.length);
  for (const reason of reasons) expect(reason).toMatch(/capacity: [\s\S]*no licence was found/);

  await rm(fault);
  for (const contract of contracts) await contract.ended();
  const summaries = await Promise.all(
    contracts.map(async (contract) => (await contract.events("contract.completed"))[0]?.data["summary"]),
  );
  expect(summaries).toEqual(["told yes", "told yes", "told yes"]);
  const [mended] = (await story.client.listDaemons({})).items;
  expect(mended?.agents.find(({ name }) => name === "scripted")?.problem).toBeNull();
  await story.checkHistory();
});
