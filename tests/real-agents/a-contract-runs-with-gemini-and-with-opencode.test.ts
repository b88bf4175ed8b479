// The real programs, configured in `config.json` like any ACP agent; only the model behind them is a script on loopback.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startScriptedModel } from "@makima/testkit/ports/model-server";
import { openStory } from "@makima/testkit/story";
import { expect, onTestFinished, test } from "vitest";
import { geminiAgent, opencodeAgent } from "./agents.ts";

const WORKER = [
  '>> tool report_progress {"progress": 50, "activity": "Writing the file"}',
  ">> tool EDIT",
  '>> tool complete_task {"summary": "The file is there."}',
  ">> say Done.",
];

test.each([
  ["gemini", geminiAgent, 'write_file {"file_path": "made.txt", "content": "made by a real agent\\n"}'],
  ["opencode", opencodeAgent, 'write {"filePath": "made.txt", "content": "made by a real agent\\n"}'],
] as const)("%s supervises and works, from the goal to the merged branch", async (name, agentOf, edit) => {
  const folder = await mkdtemp(join(tmpdir(), "mk-real-"));
  const model = await startScriptedModel();
  onTestFinished(async () => {
    await model.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });
  const story = await openStory({
    agents: { [name]: await agentOf(folder, model.url) },
    daemonEnvironment: { MAKIMA_TOOL_WAIT_MS: "120000" },
  });
  const plan = WORKER.join("\n").replace("EDIT", edit);
  const contract = await story.startContract({
    goal: [
      "Have a file made.txt.",
      `>> tool spawn_task ${JSON.stringify({ name: "write", plan })}`,
      '>> tool wait_for_tasks {"taskIds": ["${1.taskId}"]}',
      '>> tool merge_task {"taskId": "${1.taskId}"}',
      '>> tool complete_contract {"summary": "It is there."}',
      ">> say Done.",
    ].join("\n"),
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
