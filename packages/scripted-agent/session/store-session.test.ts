// A session that is kept: killed at any instant, loaded or resumed by a new process, and gone on with.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { serveTools } from "../testing/ports/serve-tools.ts";
import { jsonBlocks, makeFolder, scriptPrompt, startAgent } from "../testing/ports/start-agent.ts";
import { openSessionStore } from "./store-session.ts";

test("after kill -9 a load replays the history, and the step in flight is run again", async () => {
  using folder = makeFolder();
  const flags = ["--load", "--state", join(folder.path, "state")];
  const steps = [
    { say: "before" },
    { write: "a.txt", content: "a", as: "written" },
    { run: "echo ran >> runs; test $(wc -l < runs) = 2 || sleep 600", as: "made" },
    { say: "after ${written.bytes}" },
  ];
  const prompt = scriptPrompt(steps);
  const sessionId = await (async () => {
    await using agent = await startAgent({ flags });
    const id = await agent.newSession(folder.path);
    const turn = agent.prompt(id, prompt);
    await expect.poll(() => JSON.stringify(agent.updates)).toContain("echo ran");
    await expect.poll(() => readFileSync(join(folder.path, "runs"), "utf8")).toBe("ran\n");
    agent.child.kill("SIGKILL");
    await expect(turn).rejects.toThrow();
    return id;
  })();
  await using agent = await startAgent({ flags });
  expect(agent.capabilities?.loadSession).toBe(true);
  await agent.request("session/load", { sessionId, cwd: folder.path, mcpServers: [] });
  expect(agent.said("user_message_chunk")).toBe(prompt);
  expect(agent.said("agent_message_chunk")).toBe("before");
  expect(agent.updates.at(-1)).toMatchObject({ sessionUpdate: "tool_call", title: "Write a.txt" });
  agent.updates.length = 0;
  await agent.prompt(sessionId, jsonBlocks({ kind: "restoration", number: 1 }));
  expect(readFileSync(join(folder.path, "runs"), "utf8")).toBe("ran\nran\n");
  expect(agent.said("agent_message_chunk")).toBe("after 1");
});

test("an edit that was made before the crash is not made twice", async () => {
  using folder = makeFolder();
  const store = openSessionStore(join(folder.path, "state"));
  const flags = ["--resume", "--state", join(folder.path, "state")];
  const steps = [
    { write: "a.txt", content: "one" },
    { edit: "a.txt", find: "one", replace: "one two", as: "edit" },
    { say: "already done: ${edit.alreadyDone}" },
  ];
  await using first = await startAgent({ flags });
  expect(first.capabilities?.sessionCapabilities).toEqual({ resume: {} });
  const sessionId = await first.newSession(folder.path);
  await first.prompt(sessionId, scriptPrompt(steps));
  // As a crash between the edit and the keeping of its result leaves it.
  const session = store.load(sessionId);
  if (session === null) throw new Error("the session was not kept");
  expect(session.position).toBe(3);
  store.save({ ...session, position: 1, passes: { 0: 1 }, started: "1-1" });
  await using second = await startAgent({ flags });
  await second.request("session/resume", { sessionId, cwd: folder.path, mcpServers: [] });
  expect(second.updates).toEqual([]);
  await second.prompt(sessionId, "go on");
  expect(readFileSync(join(folder.path, "a.txt"), "utf8")).toBe("one two");
  expect(second.said("agent_message_chunk")).toBe("already done: true");
});

test("a crash once is not repeated after a load", async () => {
  using folder = makeFolder();
  const flags = ["--load", "--state", join(folder.path, "state")];
  const sessionId = await (async () => {
    await using agent = await startAgent({ flags });
    const id = await agent.newSession(folder.path);
    const steps = [{ crash: "SIGKILL", once: true }, { say: "survived" }];
    await expect(agent.prompt(id, scriptPrompt(steps))).rejects.toThrow();
    await agent.ended;
    return id;
  })();
  await using agent = await startAgent({ flags });
  await agent.request("session/load", { sessionId, cwd: folder.path, mcpServers: [] });
  agent.updates.length = 0;
  await agent.prompt(sessionId, jsonBlocks({ kind: "restoration", number: 1 }));
  expect(agent.said("agent_message_chunk")).toBe("survived");
});

type Place = { folder: ReturnType<typeof makeFolder>; server: Awaited<ReturnType<typeof serveTools>> };
type Agent = Awaited<ReturnType<typeof startAgent>>;
const flagsIn = ({ folder }: Place) => ["--load", "--state", join(folder.path, "state")];

/** Asks in a session whose process is gone when `end` is done. Gives the session. */
async function ask(at: Place, end: (agent: Agent, turn: Promise<string>) => Promise<void>): Promise<string> {
  await using agent = await startAgent({ flags: flagsIn(at) });
  const id = await agent.newSession(at.folder.path, [at.server.address]);
  const steps = [{ ask: "Which?", as: "answer" }, { say: "${answer.response}" }];
  await end(agent, agent.prompt(id, scriptPrompt(steps)));
  return id;
}

/** The session in a new process. */
async function comeBack(at: Place, sessionId: string): Promise<Agent> {
  const agent = await startAgent({ flags: flagsIn(at) });
  const mcpServers = [at.server.address];
  await agent.request("session/load", { sessionId, cwd: at.folder.path, mcpServers });
  agent.updates.length = 0;
  return agent;
}

test("a pending question survives kill -9: the answer, or the call again", async () => {
  using folder = makeFolder();
  await using server = await serveTools({
    ask_question: () => ({ status: "pending", questionId: "q1", message: "end your turn" }),
  });
  const sessionId = await ask({ folder, server }, async (_, turn) => {
    expect(await turn).toBe("end_turn");
  });
  await using agent = await comeBack({ folder, server }, sessionId);
  const open = { kind: "restoration", number: 1, openQuestions: [{ questionId: "q1" }] };
  expect(await agent.prompt(sessionId, jsonBlocks(open))).toBe("end_turn");
  await agent.prompt(sessionId, jsonBlocks({ kind: "message", text: "Hello?" }));
  expect(server.calls).toHaveLength(1);
  await agent.prompt(sessionId, jsonBlocks({ kind: "restoration", number: 2, openQuestions: [] }));
  expect(server.calls).toHaveLength(2);
  expect(agent.said("agent_message_chunk")).toBe("");
  await agent.prompt(sessionId, jsonBlocks({ kind: "answer", questionId: "q1", response: "This" }));
  expect(agent.said("agent_message_chunk")).toBe("This");
});

test("a question whose call was cut short by kill -9 is not asked again when its answer is told", async () => {
  using folder = makeFolder();
  await using server = await serveTools({ ask_question: () => new Promise(() => undefined) });
  const sessionId = await ask({ folder, server }, async (agent, turn) => {
    await expect.poll(() => server.calls).toHaveLength(1);
    agent.child.kill("SIGKILL");
    await expect(turn).rejects.toThrow();
  });
  await using agent = await comeBack({ folder, server }, sessionId);
  const answer = { kind: "answer", questionId: "q1", question: "Which?", response: "This" };
  await agent.prompt(sessionId, jsonBlocks({ kind: "restoration", number: 1 }, answer));
  expect(agent.said("agent_message_chunk")).toBe("This");
  expect(server.calls).toHaveLength(1);
});

test("a session that is not there is refused", async () => {
  using folder = makeFolder();
  await using agent = await startAgent({ flags: ["--load", "--state", folder.path] });
  const load = agent.request("session/load", { sessionId: "../x", cwd: folder.path, mcpServers: [] });
  await expect(load).rejects.toThrow(/no such session/);
});
