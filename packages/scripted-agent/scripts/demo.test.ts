// The demonstration: the sample's own tests, the workers on real files, and the supervisor's way.

import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runProgram } from "../testing/ports/run-program.ts";
import { serveTools, type ToolCall } from "../testing/ports/serve-tools.ts";
import { jsonBlocks, makeFolder, startAgent } from "../testing/ports/start-agent.ts";

const sample = join(import.meta.dirname, "..", "sample");

/** What makima's tools answer to a worker. */
const workerTools = { report_progress: () => ({ ok: true }), complete_task: () => ({ ok: true }) };

test.concurrent("the sample's tests pass", async () => {
  expect(await runProgram({ program: "node", args: ["--test"], cwd: sample })).toMatch(
    /pass 2\n[\s\S]*fail 0\n/,
  );
});

test.concurrent.each([
  ["Plain text", '"REPORT"'],
  ["Markdown", '"# Report"'],
])("three workers change the sample, and the answer %s changes the report", async (format, heading) => {
  using folder = makeFolder();
  const cwd = join(folder.path, "sample");
  cpSync(sample, cwd, { recursive: true });
  await using server = await serveTools(workerTools);
  await using agent = await startAgent();
  for (const task of ["slugify", "statistics", "report"]) {
    const sessionId = await agent.newSession(cwd, [server.address]);
    const plan = `Write it.\nFormat of the report: ${format}\nscript: demo-${task}`;
    expect(await agent.prompt(sessionId, plan)).toBe("end_turn");
  }
  const summaries = server.calls.filter(({ name }) => name === "complete_task");
  expect(summaries.map(({ args }) => args["summary"])).toHaveLength(3);
  expect(readFileSync(join(cwd, "src/report.js"), "utf8")).toContain(heading);
  expect(await runProgram({ program: "node", args: ["--test"], cwd: cwd })).toMatch(
    /pass 8\n[\s\S]*fail 0\n/,
  );
});

test.concurrent("the supervisor plans, spawns, asks, waits, merges and completes", async () => {
  using folder = makeFolder();
  await using server = await serveTools(supervisorTools());
  await using agent = await startAgent();
  const sessionId = await agent.newSession(folder.path, [server.address]);
  await agent.prompt(sessionId, "Make the library better.\nscript: demo-supervisor\n");
  expect(server.calls.at(-1)?.name).toBe("ask_question");
  await agent.prompt(sessionId, jsonBlocks({ kind: "answer", questionId: "q1", response: "Markdown" }));
  expect(server.calls.at(-1)?.args).toEqual({ taskIds: ["t-slugify", "t-statistics"], mode: "all" });
  const results = ["t-slugify", "t-statistics"].map((taskId) => ({ taskId, status: "done" }));
  await agent.prompt(sessionId, jsonBlocks({ kind: "results", results }));
  await agent.prompt(sessionId, jsonBlocks({ kind: "results", results: [{ taskId: "t-report" }] }));
  const names = server.calls.map(({ name }) => name).filter((name) => name !== "report_progress");
  expect(names).toEqual([
    ...["change_phase", "spawn_task", "spawn_task", "ask_question", "wait_for_tasks"],
    ...["merge_task", "merge_task", "spawn_task", "wait_for_tasks", "merge_task", "complete_contract"],
  ]);
  const report = server.calls.findLast(({ name }) => name === "spawn_task");
  expect(report?.args).toMatchObject({ name: "report", dependsOn: ["t-slugify", "t-statistics"] });
  expect(report?.args["plan"]).toContain("Format of the report: Markdown\nscript: demo-report");
  const progress = server.calls.map(({ args }) => args["progress"]).filter((value) => value !== undefined);
  expect(progress).toEqual([5, 20, 55, 65, 90, 100]);
});

function supervisorTools() {
  const done = () => ({ ok: true });
  return {
    report_progress: done,
    change_phase: done,
    complete_contract: done,
    spawn_task: ({ args }: ToolCall) => ({ taskId: `t-${String(args["name"])}` }),
    ask_question: () => ({ status: "pending", questionId: "q1" }),
    wait_for_tasks: ({ args }: ToolCall) => ({ status: "pending", taskIds: args["taskIds"] }),
    merge_task: () => ({ merged: true, commit: "abc" }),
  };
}
