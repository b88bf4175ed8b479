// An ACP agent in plain JavaScript, written from the published protocol alone: no SDK, no script, nothing of makima. It stands for the
// agents that people bring. It finds out what it may do from the tools that it is given, and does one small thing with them.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

const sessions = new Map();
const answersTo = new Map();
let lastId = 0;

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params, result, error } = JSON.parse(line);
  if (method === undefined) answersTo.get(id)?.(result ?? error);
  else
    take(method, params).then(
      (value) => id !== undefined && send({ id, result: value }),
      (problem) => id !== undefined && send({ id, error: { code: -32603, message: String(problem) } }),
    );
}

async function take(method, params) {
  if (method === "initialize") {
    return {
      protocolVersion: 1,
      agentCapabilities: { loadSession: false, mcpCapabilities: { http: true } },
      authMethods: [],
    };
  }
  if (method === "session/new") {
    const sessionId = `by-hand-${sessions.size + 1}`;
    sessions.set(sessionId, { cwd: params.cwd, mcp: openMcp(params.mcpServers[0]) });
    return { sessionId };
  }
  if (method === "session/prompt") return prompt(params);
  if (method === "session/cancel") return null;
  throw new Error(`no such method: ${method}`);
}

/** Each turn is decided by the tools that are there and by what the prompt brings. */
async function prompt({ sessionId, prompt: [{ text }] }) {
  const turn = {
    ...sessions.get(sessionId),
    tell: (update) => send({ method: "session/update", params: { sessionId, update } }),
    sessionId,
  };
  const names = (await turn.mcp("tools/list", {})).tools.map(({ name }) => name);
  if (names.includes("complete_task")) await work(turn);
  else {
    const [, done] = /"kind":"results".*"taskId":"([0-9a-f-]{36})"/.exec(text) ?? [];
    await (done === undefined ? delegate(turn) : finish(turn, done));
  }
  return { stopReason: "end_turn" };
}

async function work({ cwd, mcp, tell, sessionId }) {
  const path = join(cwd, "by-hand.txt");
  const toolCall = {
    toolCallId: "the-one-edit",
    title: "Write by-hand.txt",
    kind: "edit",
    locations: [{ path }],
  };
  say(tell, "I write ", "one file.");
  tell({ sessionUpdate: "tool_call", status: "pending", rawInput: { path }, ...toolCall });
  const { outcome } = await ask("session/request_permission", {
    sessionId,
    toolCall,
    options: [
      { optionId: "go", name: "Go on", kind: "allow_once" },
      { optionId: "no", name: "Do not", kind: "reject_once" },
    ],
  });
  if (outcome.optionId === "go") await writeFile(path, "written by hand\n");
  tell({ sessionUpdate: "tool_call_update", toolCallId: toolCall.toolCallId, status: "completed" });
  await call(mcp, "complete_task", { summary: "by-hand.txt is there" });
}

async function delegate(turn) {
  const { mcp, tell } = turn;
  say(tell, "Somebody else ", "shall do it.");
  const { taskId } = await call(mcp, "spawn_task", { name: "by hand", plan: "Write by-hand.txt" });
  const { status } = await call(mcp, "wait_for_tasks", { taskIds: [taskId] });
  // Else the result is pending: the turn ends, and another process of this program gets it with the next one.
  if (status === "done") await finish(turn, taskId);
}

async function finish({ mcp, tell }, taskId) {
  await call(mcp, "merge_task", { taskId });
  say(tell, "It is ", "merged.");
  await call(mcp, "complete_contract", { summary: "written and merged by hand" });
}

function say(tell, ...pieces) {
  for (const text of pieces) tell({ sessionUpdate: "agent_message_chunk", content: { type: "text", text } });
}

function ask(method, params) {
  lastId += 1;
  send({ id: lastId, method, params });
  return new Promise((resolve) => answersTo.set(lastId, resolve));
}

async function call(mcp, name, input) {
  const { content, isError } = await mcp("tools/call", { name, arguments: input });
  if (isError) throw new Error(`${name}: ${content[0].text}`);
  return JSON.parse(content[0].text);
}

/** The other protocol: JSON-RPC by POST, where an answer may come as an event stream. */
function openMcp({ url, headers }) {
  let session;
  let count = 0;
  const post = async (message) => {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        ...Object.fromEntries(headers.map(({ name, value }) => [name, value])),
        ...(session && { "mcp-session-id": session }),
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
      body: JSON.stringify({ jsonrpc: "2.0", ...message }),
    });
    session ??= response.headers.get("mcp-session-id");
    const body = await response.text();
    const [, data = body] = /^data: (.*)$/m.exec(body) ?? [];
    return data === "" ? undefined : JSON.parse(data);
  };
  const request = async (method, params) => (await post({ id: ++count, method, params })).result;
  const begun = request("initialize", {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "by hand", version: "1" },
  }).then(() => post({ method: "notifications/initialized" }));
  return async (method, params) => {
    await begun;
    return request(method, params);
  };
}
