// The real programs, configured in `config.json` like any agent; only the model behind them is a script on loopback.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@makima/testkit/eventually";
import { startScriptedModel } from "@makima/testkit/scripted-model";
import { openStory } from "@makima/testkit/story";
import { expect, onTestFinished, test } from "vitest";
import { claudeAgent, codexAgent, geminiAgent, opencodeAgent } from "./agents.ts";

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

const AGENTS = { claude: claudeAgent, codex: codexAgent, gemini: geminiAgent, opencode: opencodeAgent };

test.each([
  ["claude", "claude"],
  ["codex", "codex"],
  ["gemini", "gemini"],
  ["opencode", "opencode"],
  ["claude", "gemini"],
  ["gemini", "codex"],
  ["codex", "opencode"],
  ["opencode", "claude"],
] as const)("%s supervises and %s works, from the goal to the merged branch", async (boss, hand) => {
  const folder = await mkdtemp(join(tmpdir(), "mk-real-"));
  const model = await startScriptedModel();
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  const agents = {
    [boss]: await AGENTS[boss](folder, model.url),
    [hand]: await AGENTS[hand](folder, model.url),
  };
  const daemonEnvironment = { MAKIMA_TOOL_WAIT_MS: "120000" };
  const story = await openStory({ agents, daemonEnvironment });
  const contract = await story.startContract({
    goal: SUPERVISOR,
    supervisorAgent: boss,
    workerAgent: hand,
  });
  // OpenCode needs a minute by itself where the machine is busy.
  await contract.task("write");
  await eventually("the file is delivered", async () => (await contract.events("task.merged")).length > 0);
  await contract.ended();

  expect(await story.repository.show(contract.branch, "made.txt")).toBe("made by a real agent");
  const tasks = await contract.tasks();
  expect(tasks.map(({ kind, agent, status }) => [kind, agent, status])).toEqual([
    ["supervisor", boss, "done"],
    ["worker", hand, "done"],
  ]);
  expect(await contract.events("restoration.")).toEqual([]);
  await story.checkHistory({ modelRequests: model.requests });
});
