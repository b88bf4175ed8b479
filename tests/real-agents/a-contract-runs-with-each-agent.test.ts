// The real programs, configured in `config.json` like any agent; only the model behind them is a script on loopback.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startScriptedModel } from "@makima/testkit/scripted-model";
import { openStory } from "@makima/testkit/story";
import { expect, onTestFinished, test } from "vitest";
import { claudeAgent, geminiAgent, opencodeAgent } from "./agents.ts";

const WORKER = `
Write the file.

\`\`\`makima-script
steps:
  - tool: report_progress
    args: { progress: 50, activity: Writing the file }
  - write: made.txt
    content: |
      made by a real agent
  - run: cat made.txt
    expect: 0
  - tool: complete_task
    args: { summary: The file is there. }
\`\`\`
`;

const SUPERVISOR = `
Have a file made.txt.

\`\`\`makima-script
steps:
  - spawn:
      name: write
      plan: ${JSON.stringify(WORKER)}
    as: write
  - wait: $\{write.taskId}
  - merge: $\{write.taskId}
  - tool: complete_contract
    args: { summary: It is there. }
  - say: Done.
\`\`\`
`;

test.each([
  ["claude", claudeAgent],
  ["gemini", geminiAgent],
  ["opencode", opencodeAgent],
] as const)("%s supervises and works, from the goal to the merged branch", async (name, agentOf) => {
  const folder = await mkdtemp(join(tmpdir(), "mk-real-"));
  const model = await startScriptedModel();
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  const story = await openStory({
    agents: { [name]: await agentOf(folder, model.url) },
    daemonEnvironment: { MAKIMA_TOOL_WAIT_MS: "120000" },
  });
  const contract = await story.startContract({
    goal: SUPERVISOR,
    supervisorAgent: name,
    workerAgent: name,
  });
  await contract.ended();

  expect(await story.repository.show(contract.branch, "made.txt")).toBe("made by a real agent");
  const tasks = await contract.tasks();
  expect(tasks.map(({ kind, agent, status }) => [kind, agent, status])).toEqual([
    ["supervisor", name, "done"],
    ["worker", name, "done"],
  ]);
  expect(await contract.events("restoration.")).toEqual([]);
  await story.checkHistory();
});
