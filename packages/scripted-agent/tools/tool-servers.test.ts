// Calls of MCP tools: what arrives at the server, what the client sees, and what a lost connection does.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { serveTools, type ToolServer } from "../testing/ports/serve-tools.ts";
import { makeFolder, type RunningAgent, scriptPrompt, startAgent } from "../testing/ports/start-agent.ts";

const resources = new Set<AsyncDisposable | Disposable>();
let agent: RunningAgent;
let server: ToolServer;
let sessionId: string;
let callBegun: PromiseWithResolvers<AbortSignal>;

beforeEach(async () => {
  callBegun = Promise.withResolvers();
  server = await serveTools({
    spawn_task: ({ args }) => ({ taskId: `task-${String(args["name"])}` }),
    wait_for_tasks: ({ args }) => ({
      status: "done",
      results: (args["taskIds"] as string[]).map((taskId) => ({ taskId, status: "done" })),
    }),
    merge_task: () => ({ merged: true, commit: "abc" }),
    ask_question: () => ({ status: "answered", questionId: "q1", response: "Markdown" }),
    refuse: () => {
      throw new Error("not in this phase");
    },
    hold: ({ signal }) => {
      callBegun.resolve(signal);
      return new Promise(() => {});
    },
  });
  const folder = makeFolder();
  agent = await startAgent();
  for (const resource of [server, folder, agent]) resources.add(resource);
  sessionId = await agent.newSession(folder.path, [server.address]);
});

afterEach(async () => {
  for (const resource of [...resources].reverse()) {
    if (Symbol.asyncDispose in resource) await resource[Symbol.asyncDispose]();
    else resource[Symbol.dispose]();
  }
  resources.clear();
});

describe("a call", () => {
  test("spawn, wait, ask and merge call their tools, and results fill later arguments", async () => {
    const steps = [
      { spawn: { name: "schema", plan: "Design it" }, as: "schema" },
      { wait: "${schema.taskId}", as: "done" },
      { ask: { question: "Which?", choices: ["Plain text", "Markdown"] }, as: "answer" },
      { merge: "${schema.taskId}", as: "merge" },
      { say: "${answer.response} ${merge.commit} ${done.results.0.status} ${done.results}" },
    ];
    await agent.prompt(sessionId, scriptPrompt(steps));
    expect(server.calls.map(({ name, args }) => [name, args])).toEqual([
      ["spawn_task", { name: "schema", plan: "Design it" }],
      ["wait_for_tasks", { taskIds: ["task-schema"], mode: "all" }],
      ["ask_question", { question: "Which?", choices: ["Plain text", "Markdown"] }],
      ["merge_task", { taskId: "task-schema" }],
    ]);
    expect(server.calls[0]?.authorization).toBe("Bearer run-token");
    expect(agent.said("agent_message_chunk")).toBe(
      'Markdown abc done [{"taskId":"task-schema","status":"done"}]',
    );
  });

  test("the server and the client know it by the same id", async () => {
    await agent.prompt(sessionId, scriptPrompt([{ tool: "spawn_task", args: { name: "a" } }]));
    const [begun, ended] = agent.updates;
    const toolCallId = server.calls[0]?.toolCallId;
    expect(toolCallId).toMatch(/^step-0-1-/);
    expect(begun).toMatchObject({
      sessionUpdate: "tool_call",
      toolCallId,
      name: "spawn_task",
      rawInput: { name: "a" },
      status: "in_progress",
    });
    expect(ended).toMatchObject({
      sessionUpdate: "tool_call_update",
      toolCallId,
      status: "completed",
      rawOutput: { taskId: "task-a" },
    });
  });

  test("an error of the tool is not tried again and fails the turn", async () => {
    const turn = agent.prompt(sessionId, scriptPrompt([{ tool: "refuse" }]));
    await expect(turn).rejects.toThrow(/step 0 \(tool\) failed: refuse failed: .*not in this phase/);
    expect(server.calls).toHaveLength(1);
    expect(agent.updates.at(-1)).toMatchObject({ status: "failed" });
  });

  test("cancel ends it at the server too", async () => {
    const turn = agent.prompt(sessionId, scriptPrompt([{ tool: "hold" }]));
    const signal = await callBegun.promise;
    await agent.cancel(sessionId);
    expect(await turn).toBe("cancelled");
    await expect.poll(() => signal.aborted).toBe(true);
  });
});

describe("a lost connection", () => {
  test.each(["destroy", "end"] as const)("(%s) is made again with the same id", async (fault) => {
    const steps = [{ tool: "merge_task" }, { tool: "spawn_task", args: { name: "a" }, as: "a" }];
    server.faults = ["none", fault, fault];
    await agent.prompt(sessionId, scriptPrompt([...steps, { say: "${a.taskId}" }]));
    expect(agent.said("agent_message_chunk")).toBe("task-a");
    expect(server.calls.map(({ name }) => name)).toEqual(["merge_task", "spawn_task"]);
    const begun = agent.updates.filter((update) => update.sessionUpdate === "tool_call");
    expect(server.calls[1]?.toolCallId).toBe(begun[1]?.toolCallId);
  });

  test("a call in a server that is restarted is made again with the same id", async () => {
    const turn = agent.prompt(sessionId, scriptPrompt([{ tool: "hold" }]));
    await callBegun.promise;
    callBegun = Promise.withResolvers();
    await server.stop();
    await server.start();
    await callBegun.promise;
    const [first, second] = server.calls.map(({ toolCallId }) => toolCallId);
    expect(second).toBe(first);
    await agent.cancel(sessionId);
    expect(await turn).toBe("cancelled");
  });

  test("a server that is away is waited for, and cancel ends the waiting", async () => {
    await server.stop();
    const turn = agent.prompt(sessionId, scriptPrompt([{ merge: "t", as: "m" }, { say: "${m.commit}" }]));
    await expect.poll(() => agent.updates).toHaveLength(1);
    await agent.cancel(sessionId);
    expect(await turn).toBe("cancelled");
    await server.start();
    expect(await agent.prompt(sessionId, "go on")).toBe("end_turn");
    expect(agent.said("agent_message_chunk")).toBe("abc");
  });
});
