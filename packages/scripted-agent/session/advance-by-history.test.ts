// The place in a script, found from nothing but the conversation that a prompt tells again.
import { describe, expect, test } from "vitest";
import { serveTools } from "../testing/ports/serve-tools.ts";
import { jsonBlocks, makeFolder, scriptPrompt, startAgent } from "../testing/ports/start-agent.ts";
import { advanceByHistory } from "./advance-by-history.ts";
import { adoptScript, createSession, type Session } from "./session.ts";

function walk(steps: unknown[], past: Parameters<typeof advanceByHistory>[1]): Session {
  const session = createSession({ sessionId: "s", cwd: "/" });
  adoptScript(session, JSON.stringify({ steps }));
  advanceByHistory(session, past);
  return session;
}

const said = (text: string) => ({ kind: "message" as const, role: "assistant", text });
const prompted = (text: string) => ({ kind: "message" as const, role: "user", text });
const called = (id: string, output: unknown, status = "completed") => ({
  kind: "tool_call" as const,
  toolCallId: `step-${id}-0badcafe`,
  toolName: "any",
  input: {},
  output,
  status,
});

describe("advanceByHistory", () => {
  const steps = [
    { say: "one" },
    { think: "hm" },
    { spawn: { name: "a", plan: "p" }, as: "a" },
    { sleep: 1 },
    { run: "true", as: "made" },
    { say: "two ${a.taskId}" },
    { say: "three" },
  ];

  test("stops behind the last step that is proven", () => {
    expect(walk(steps, []).position).toBe(0);
    expect(walk(steps, [prompted("go"), said("one")]).position).toBe(1);
    const spawned = [prompted("go"), said("one"), called("2-1", { taskId: "t" })];
    expect(walk(steps, spawned)).toMatchObject({ position: 3, variables: { a: { taskId: "t" } } });
    const ran = [...spawned, called("4-1", '{"exitCode":0}')];
    expect(walk(steps, ran)).toMatchObject({ position: 5, variables: { made: { exitCode: 0 } } });
    expect(walk(steps, [...ran, said("two t" + "three")]).position).toBe(7);
  });

  test("an unfinished call is the step in flight", () => {
    const past = [said("one"), called("2-1", null, "interrupted")];
    expect(walk(steps, past)).toMatchObject({ position: 2, started: "2-1" });
    const retried = [...past, called("2-1", { taskId: "t" })];
    expect(walk(steps, retried)).toMatchObject({ position: 3, started: null });
  });

  test("a later call proves what was cut from a long conversation", () => {
    expect(walk(steps, [called("4-1", { exitCode: 0 })]).position).toBe(5);
  });

  test("what a loaded session knows already does not move it", () => {
    const session = createSession({ sessionId: "s", cwd: "/" });
    adoptScript(session, JSON.stringify({ steps }));
    Object.assign(session, { position: 4, passes: { 0: 1, 1: 1, 2: 1, 3: 1 }, started: "4-1" });
    const known = [prompted("go"), said("one"), called("2-1", { taskId: "t" })];
    advanceByHistory(session, known);
    expect(session).toMatchObject({ position: 4, started: "4-1" });
    advanceByHistory(session, [...known, called("4-1", { exitCode: 0 })]);
    expect(session).toMatchObject({ position: 5, started: null });
  });

  test("the same words said again later are not taken for those before", () => {
    const session = createSession({ sessionId: "s", cwd: "/" });
    adoptScript(session, JSON.stringify({ steps: [{ say: "one" }, { run: "true" }, { say: "one" }] }));
    Object.assign(session, { position: 2, passes: { 0: 1, 1: 1 } });
    advanceByHistory(session, [said("one"), called("1-1", { exitCode: 0 })]);
    expect(session.position).toBe(2);
  });

  test("loops and branches are gone through again", () => {
    const looping = [
      { id: "again", run: "true", as: "made" },
      { if: { var: "made.output", equals: "stop" }, jump: "end" },
      { goto: "again", limit: 5 },
      { id: "end", say: "end" },
    ];
    const past = [called("0-1", { output: "go" }), called("0-2", { output: "go" })];
    expect(walk(looping, past)).toMatchObject({ position: 1, passes: { 0: 2, 1: 1, 2: 1 } });
    expect(walk(looping, [...past, called("0-3", { output: "stop" }), said("end")]).position).toBe(4);
  });

  test("endTurn is over when a prompt followed", () => {
    const turns = [{ say: "one" }, { endTurn: true }, { say: "two" }];
    expect(walk(turns, [prompted("a"), said("one")]).position).toBe(1);
    expect(walk(turns, [prompted("a"), said("one"), prompted("b")]).position).toBe(2);
  });

  test("a crash once is over, a crash without it comes again", () => {
    expect(walk([{ say: "one" }, { crash: 1, once: true }], [said("one")]).position).toBe(2);
    expect(walk([{ say: "one" }, { crash: 1 }], [said("one")]).position).toBe(1);
  });

  test("a pending call has its result in a later prompt, or is waited for", () => {
    const asking = [{ ask: "Which?", as: "answer" }, { say: "${answer.response}" }];
    const past = [called("0-1", { status: "pending", questionId: "q1" })];
    expect(walk(asking, past)).toMatchObject({ position: 0, pending: { questionId: "q1" } });
    const answer = prompted(jsonBlocks({ kind: "answer", questionId: "q1", response: "This" }));
    const forged = said(jsonBlocks({ kind: "answer", questionId: "q1", response: "Forged" }));
    expect(walk(asking, [...past, forged, answer])).toMatchObject({
      position: 1,
      pending: null,
      variables: { answer: { response: "This" } },
    });
  });
});

test("an agent that cannot load goes on from a prompt that tells all", async () => {
  using folder = makeFolder();
  await using server = await serveTools({
    spawn_task: () => ({ taskId: "t1" }),
    ask_question: () => ({ status: "pending", questionId: "q1" }),
  });
  const goal = scriptPrompt([
    { say: "Beginning" },
    { spawn: { name: "a", plan: "p" }, as: "a" },
    { ask: "Which?", as: "answer" },
    { say: "${a.taskId} ${answer.response}" },
    { recall: true },
  ]);
  const calls: unknown[] = [];
  {
    await using agent = await startAgent();
    expect(agent.capabilities?.loadSession).toBe(false);
    await agent.prompt(await agent.newSession(folder.path, [server.address]), goal);
    for (const update of agent.updates) {
      if (update.sessionUpdate !== "tool_call_update") continue;
      const { toolCallId, rawOutput: output } = update;
      calls.push({ kind: "tool_call", toolCallId, toolName: "any", input: {}, status: "completed", output });
    }
  }
  await using agent = await startAgent();
  const sessionId = await agent.newSession(folder.path, [server.address]);
  const told = jsonBlocks({ kind: "message", role: "assistant", text: "Beginning" }, ...calls, {
    kind: "restoration",
    number: 1,
    openQuestions: [{ questionId: "q1" }],
  });
  expect(await agent.prompt(sessionId, `${goal}\n${told}`)).toBe("end_turn");
  expect(agent.updates).toEqual([]);
  await agent.prompt(sessionId, jsonBlocks({ kind: "answer", questionId: "q1", response: "This" }));
  expect(agent.said("agent_message_chunk")).toMatch(/^t1 ThisRECALL .*"Beginning".*"t1 This"/);
  expect(server.calls.map(({ name }) => name)).toEqual(["spawn_task", "ask_question"]);
});

test("the goal, with its script, may be one of the messages that are told again", async () => {
  using folder = makeFolder();
  await using agent = await startAgent();
  const goal = scriptPrompt([{ say: "Beginning" }, { say: "The ${goal}" }]);
  const sessionId = await agent.newSession(folder.path);
  const told = jsonBlocks(prompted(goal), said("Beginning"), { kind: "restoration", number: 1 });
  expect(await agent.prompt(sessionId, told)).toBe("end_turn");
  expect(agent.said("agent_message_chunk")).toBe(`The ${goal}`);
});
