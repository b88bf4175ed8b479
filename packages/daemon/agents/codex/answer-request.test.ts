import { expect, test } from "vitest";
import type { PermissionRequest } from "../driver.ts";
import { type Answering, answerRequest } from "./answer-request.ts";
import { NotKnown } from "./connection.ts";

type Call = { callKey: string; tool: string; input: unknown };

function answerer(answers: { permission?: string | null; result?: unknown } = {}) {
  const asked: PermissionRequest[] = [];
  const calls: Call[] = [];
  const answering: Answering = {
    tools: {
      url: "http://127.0.0.1:9/mcp",
      token: "none",
      descriptions: [{ name: "ask_question", description: "", inputSchema: { type: "object" } }],
      call: async (call) => {
        calls.push(call);
        return { result: answers.result ?? { status: "pending" }, isError: false };
      },
    },
    onPermission: async (request) => {
      asked.push(request);
      return answers.permission ?? null;
    },
    find: () => ({
      type: "fileChange",
      id: "f",
      status: "inProgress",
      changes: [{ path: "/wt/a.txt", diff: "+a", kind: { type: "add" } }],
    }),
  };
  const ask = (method: string, params: object) =>
    answerRequest(answering, { id: 1, method, params, signal: new AbortController().signal });
  return { asked, calls, ask };
}

test("a call of our tools is made under the agent's own id of it", async () => {
  const { ask, calls } = answerer();
  const params = { callId: "call_1", tool: "ask_question", arguments: { question: "Q" } };
  expect(await ask("item/tool/call", params)).toEqual({
    contentItems: [{ type: "inputText", text: '{"status":"pending"}' }],
    success: true,
  });
  expect(calls).toEqual([{ callKey: "call_1", tool: "ask_question", input: { question: "Q" } }]);
});

test("a command is allowed as was decided, and refused where nobody did", async () => {
  const command = { itemId: "c", command: "rm -r x", cwd: "/wt", availableDecisions: ["accept", "cancel"] };
  const method = "item/commandExecution/requestApproval";
  expect(await answerer({ permission: "accept" }).ask(method, command)).toEqual({ decision: "accept" });
  const { ask, asked } = answerer();
  expect(await ask(method, command)).toEqual({ decision: "decline" });
  expect(asked[0]).toMatchObject({ title: "rm -r x", toolKind: "execute", toolCallId: "c" });
  expect(asked[0]?.options.map(({ kind }) => kind)).toEqual(["allow_once", "reject_once"]);
});

test("a change of files names them", async () => {
  const { ask, asked } = answerer({ permission: "acceptForSession" });
  expect(await ask("item/fileChange/requestApproval", { itemId: "f" })).toEqual({
    decision: "acceptForSession",
  });
  expect(asked[0]).toMatchObject({ toolKind: "edit", paths: ["/wt/a.txt"] });
});

test("more permissions are granted for the turn, or none", async () => {
  const params = {
    itemId: "p",
    reason: "network",
    permissions: { network: { enabled: true }, fileSystem: null },
  };
  const method = "item/permissions/requestApproval";
  const granted = await answerer({ permission: "accept" }).ask(method, params);
  expect(granted).toEqual({ permissions: { network: { enabled: true } }, scope: "turn" });
  expect(await answerer().ask(method, params)).toEqual({ permissions: {}, scope: "turn" });
});

test("a server's yes or no is a permission, and its form is declined", async () => {
  const yes = { serverName: "docs", mode: "form", message: "May I?", requestedSchema: { type: "object" } };
  const method = "mcpServer/elicitation/request";
  expect(await answerer({ permission: "accept" }).ask(method, yes)).toMatchObject({ action: "accept" });
  const { ask, asked } = answerer({ permission: "accept" });
  const form = { ...yes, requestedSchema: { required: ["name"] } };
  expect(await ask(method, form)).toMatchObject({ action: "decline", content: null });
  expect(asked).toEqual([]);
});

test("its own question to the person is one of ours, with its answer or what there is of it", async () => {
  const question = { id: "q", header: "Way", question: "Which?", options: [{ label: "left" }] };
  const params = { itemId: "i", questions: [question, { id: "s", question: "Key?", isSecret: true }] };
  const method = "item/tool/requestUserInput";
  const answered = answerer({ result: { status: "answered", response: ["left"] } });
  expect(await answered.ask(method, params)).toEqual({
    answers: { q: { answers: ["left"] }, s: { answers: ["makima asks nobody for secrets."] } },
  });
  const input = { question: "Which?", choices: ["left"], context: "Way" };
  expect(answered.calls).toEqual([{ callKey: "i:q", tool: "ask_question", input }]);
  expect(await answerer().ask(method, params)).toMatchObject({
    answers: { q: { answers: ['{"status":"pending"}'] } },
  });
});

test("what nobody answers is refused", async () => {
  await expect(async () => answerer().ask("account/chatgptAuthTokens/refresh", {})).rejects.toThrow(NotKnown);
});
