// Each verb, as a client sees it: a real agent process over ACP, real files, real commands.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type * as acp from "@agentclientprotocol/sdk";
import { describe, expect, test } from "vitest";
import { makeFolder, scriptPrompt, startAgent } from "../testing/ports/start-agent.ts";

/** Runs steps in a session of their own and returns what the client saw. */
async function runSteps(steps: unknown[], prepare: (cwd: string) => void = () => {}) {
  await using resources = new AsyncDisposableStack();
  const { path: cwd } = resources.use(makeFolder());
  prepare(cwd);
  const agent = resources.use(await startAgent());
  const sessionId = await agent.newSession(cwd);
  const stopReason = await agent.prompt(sessionId, scriptPrompt(steps));
  const kept = resources.move();
  return { agent, sessionId, cwd, stopReason, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

describe("speech", () => {
  test("say and think stream in pieces that make up the text", async () => {
    await using run = await runSteps([
      { think: "one two three four five", chunkMs: 1 },
      { say: "the quick brown fox  jumps over", chunkMs: 1 },
    ]);
    expect(run.stopReason).toBe("end_turn");
    expect(run.agent.said("agent_thought_chunk")).toBe("one two three four five");
    expect(run.agent.said("agent_message_chunk")).toBe("the quick brown fox  jumps over");
    expect(run.agent.updates.length).toBeGreaterThan(3);
  });

  test("usage, plan and setMode are told as ACP updates", async () => {
    await using run = await runSteps([
      { usage: { used: 10, size: 100, cost: { amount: 0.5, currency: "EUR" } } },
      { plan: [{ content: "first" }] },
      { setMode: "plan" },
    ]);
    expect(run.agent.updates).toEqual([
      { sessionUpdate: "usage_update", used: 10, size: 100, cost: { amount: 0.5, currency: "EUR" } },
      { sessionUpdate: "plan", entries: [{ content: "first", priority: "medium", status: "pending" }] },
      { sessionUpdate: "current_mode_update", currentModeId: "plan" },
    ]);
  });

  test("a model that is offered can be chosen, and no other", async () => {
    await using run = await runSteps([]);
    const choose = (value: string) =>
      run.agent.request<acp.SetSessionConfigOptionResponse>("session/set_config_option", {
        ...{ sessionId: run.sessionId, configId: "model", value },
      });
    const { configOptions } = await choose("big");
    expect(configOptions).toMatchObject([{ id: "model", category: "model", currentValue: "big" }]);
    await expect(choose("huge")).rejects.toThrow("it is not offered");
  });

  test("recall tells what user and agent said", async () => {
    await using run = await runSteps([{ say: "Hello" }, { endTurn: true }, { recall: true }]);
    run.agent.updates.length = 0;
    await run.agent.prompt(run.sessionId, "And now?");
    const told = run.agent.said("agent_message_chunk");
    expect(told).toMatch(/^RECALL \[/);
    expect(told).toContain('{"role":"assistant","text":"Hello"},{"role":"user","text":"And now?"}');
  });
});

describe("files and commands", () => {
  test("write and edit change real files and are told as tool calls", async () => {
    await using run = await runSteps([
      { write: "src/a.txt", content: "one\n" },
      { edit: "src/a.txt", find: "one", replace: "two $& $${kept}" },
    ]);
    expect(readFileSync(join(run.cwd, "src/a.txt"), "utf8")).toBe("two $& ${kept}\n");
    const calls = run.agent.updates.filter((update) => update.sessionUpdate === "tool_call");
    expect(calls.map(({ title, kind }) => ({ title, kind }))).toEqual([
      { title: "Write src/a.txt", kind: "edit" },
      { title: "Edit src/a.txt", kind: "edit" },
    ]);
  });

  test("an edit whose text is not there fails the turn and names it", async () => {
    await expect(
      runSteps([{ edit: "a.txt", find: "missing", replace: "x" }], (cwd) =>
        writeFileSync(join(cwd, "a.txt"), "text"),
      ),
    ).rejects.toThrow(/step 0 \(edit\) failed: a.txt does not contain the text to replace: missing/);
  });

  test("run keeps exit code and output, streams it, and joins by id", async () => {
    await using run = await runSteps([
      { run: "echo out; echo err >&2; exit 3", expect: 3, as: "made" },
      { say: "code ${made.exitCode}: ${made.output}" },
    ]);
    expect(run.agent.said("agent_message_chunk")).toContain("code 3: out\nerr");
    const [call, ...updates] = run.agent.updates.filter((update) => "toolCallId" in update);
    expect(call?.toolCallId).toMatch(/^step-0-1-[0-9a-f]{8}$/);
    expect(new Set(updates.map((update) => update.toolCallId))).toEqual(new Set([call?.toolCallId]));
    expect(updates.at(-1)).toMatchObject({ status: "completed", rawOutput: { exitCode: 3 } });
  });

  test("an unexpected exit code goes where onError says", async () => {
    await using run = await runSteps([
      { run: "exit 1", expect: 0, onError: "mend" },
      { say: "not reached" },
      { id: "mend", say: "mending step ${error.step}" },
    ]);
    expect(run.agent.said("agent_message_chunk")).toBe("mending step 0");
  });

  test.each(["message", "tool", "stderr"])("print makes exactly as much as asked for, as %s", async (to) => {
    await using run = await runSteps([{ print: { bytes: 200_001 }, to }, { sleep: 50 }]);
    const tool = run.agent.updates.map((update) => {
      const [content] = "content" in update && Array.isArray(update.content) ? update.content : [];
      return content?.type === "content" && content.content.type === "text" ? content.content.text : "";
    });
    const texts = {
      message: run.agent.said("agent_message_chunk"),
      tool: tool.join(""),
      stderr: run.agent.stderr,
    };
    const text = texts[to as keyof typeof texts];
    expect(text.length).toBe(200_001);
    expect(text.slice(0, 8)).toBe("line 1 .");
  });
});

describe("order", () => {
  test("goto repeats as often as its limit says, and if decides on variables", async () => {
    await using run = await runSteps([
      { id: "again", say: "x " },
      { goto: "again", limit: 2 },
      { run: "printf yes", as: "made" },
      { if: { var: "made.output", matches: "^y" }, jump: "end", else: "again" },
      { say: "not reached" },
      { id: "end", say: "end" },
    ]);
    expect(run.agent.said("agent_message_chunk")).toBe("x x x end");
  });

  test("endTurn ends the turn, the next prompt goes on, and a script of its own replaces the old one", async () => {
    await using run = await runSteps([
      { endTurn: "max_tokens" },
      { expectPrompt: { contains: "go on" } },
      { say: "heard: ${prompt}" },
    ]);
    expect(run.stopReason).toBe("max_tokens");
    expect(await run.agent.prompt(run.sessionId, "please go on")).toBe("end_turn");
    await run.agent.prompt(run.sessionId, "more?");
    await run.agent.prompt(run.sessionId, scriptPrompt([{ say: " New." }]));
    expect(run.agent.said("agent_message_chunk")).toBe(
      "heard: please go onThe script has no more steps. New.",
    );
  });

  test("a script may stand in a file of the session's folder", async () => {
    using folder = makeFolder();
    writeFileSync(join(folder.path, "mine.yaml"), "steps:\n  - say: From a file\n");
    await using agent = await startAgent();
    const sessionId = await agent.newSession(folder.path);
    await agent.prompt(sessionId, "Do it.\nscript: ./mine.yaml\n");
    expect(agent.said("agent_message_chunk")).toBe("From a file");
    await expect(agent.prompt(sessionId, "script: no-such-one")).rejects.toThrow(/no-such-one/);
  });

  test("a script that is wrong is refused with the step and the field", async () => {
    await expect(runSteps([{ say: "a", run: "b" }])).rejects.toThrow(/exactly one verb.*say and run/);
    await expect(runSteps([{ sleep: "long" }])).rejects.toThrow(/step 0 \(sleep\) is wrong[\s\S]*sleep/);
    await expect(runSteps([{ goto: "nowhere" }])).rejects.toThrow(/no step has that id/);
    await expect(runSteps([{ say: "${nothing}" }])).rejects.toThrow(/not bound/);
  });
});

describe("bad behaviour", () => {
  test.each([
    [{ crash: 13 }, { exitCode: 13, signal: null }],
    [{ crash: "SIGKILL" }, { exitCode: null, signal: "SIGKILL" }],
    [{ exit: 0 }, { exitCode: 0, signal: null }],
  ])("%o ends the process in the middle of the turn", async (step, end) => {
    using folder = makeFolder();
    await using agent = await startAgent();
    const sessionId = await agent.newSession(folder.path);
    const turn = agent.prompt(sessionId, scriptPrompt([{ say: "last words" }, step]));
    await expect(turn).rejects.toThrow();
    expect(await agent.ended).toEqual(end);
    expect(agent.said("agent_message_chunk")).toBe("last words");
  });

  test("garbage is printed beside the protocol, which goes on", async () => {
    await using run = await runSteps([{ garbage: "<<< no JSON >>>" }, { say: "still here" }]);
    expect(run.agent.garbage).toBe("<<< no JSON >>>\n");
    expect(run.agent.said("agent_message_chunk")).toBe("still here");
  });

  test("cancel ends hang, sleep and a command with its children, and the next prompt goes on", async () => {
    using folder = makeFolder();
    await using agent = await startAgent();
    const sessionId = await agent.newSession(folder.path);
    const cancelled = async (prompt: string) => {
      const turn = agent.prompt(sessionId, prompt);
      await expect.poll(() => agent.said("agent_message_chunk")).toContain("begun");
      await agent.cancel(sessionId);
      const stopReason = await turn;
      agent.updates.length = 0;
      return stopReason;
    };
    expect(await cancelled(scriptPrompt([{ say: "begun" }, { sleep: 600_000 }]))).toBe("cancelled");
    const slow = "sh -c 'echo $$ > pid; exec sleep 600'; true";
    const prompt = scriptPrompt([{ run: `(${slow}) & while ! test -s pid; do :; done; echo begun; wait` }]);
    const turn = agent.prompt(sessionId, prompt);
    await expect.poll(() => JSON.stringify(agent.updates)).toContain("begun");
    await agent.cancel(sessionId);
    expect(await turn).toBe("cancelled");
    const pid = Number(readFileSync(join(folder.path, "pid"), "utf8"));
    await expect.poll(() => isRunning(pid)).toBe(false);
    expect(await cancelled(scriptPrompt([{ say: "begun" }, { hang: true }, { say: "after" }]))).toBe(
      "cancelled",
    );
    await agent.prompt(sessionId, "go on");
    expect(agent.said("agent_message_chunk")).toBe("after");
  });
});

function isRunning(pid: number): boolean {
  // A process that ended stays listed as a zombie until its parent looks; that is no running one.
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && !readFileSync(stat, "utf8").includes(") Z ");
}

describe("permission", () => {
  test("the client's choice is bound", async () => {
    using folder = makeFolder();
    await using agent = await startAgent({
      permission: async ({ options }) => ({
        outcome: { outcome: "selected", optionId: options[1]?.optionId ?? "" },
      }),
    });
    const sessionId = await agent.newSession(folder.path);
    const steps = [{ permission: "rm -rf /", as: "may" }, { say: "${may.optionId}" }];
    await agent.prompt(sessionId, scriptPrompt(steps));
    expect(agent.said("agent_message_chunk")).toBe("reject");
  });
});
