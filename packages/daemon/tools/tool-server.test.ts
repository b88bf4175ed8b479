import type { MeshRecord } from "@makima/protocol/mesh";
import { toolsFor } from "@makima/protocol/tools";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "../test/daemon-world.ts";
import { connectTo } from "../test/ports/plain-request.ts";
import { ToolDoor } from "./tool-door.ts";
import { openToolServer, type ServedTools, type ToolServer } from "./tool-server.ts";

const run = { taskId: "0190aaaa-0000-7000-8000-000000000001", epoch: 3 };

let server: ToolServer;
let served: ServedTools;
let door: ToolDoor;
let events: (string | MeshRecord)[];
const clients: Client[] = [];

beforeEach(async () => {
  server = await openToolServer();
  events = [];
  const tools = toolsFor("supervisor");
  door = new ToolDoor({
    run,
    tools,
    waitMs: 20,
    append: async (record) => void events.push(record),
    onCall: async () => undefined,
    makeCheckpoint: async ({ tool }) => void events.push(`checkpoint for ${tool}`),
    held: async () => undefined,
    onStubborn: () => void events.push("stubborn"),
  });
  served = server.serve({ tools, door });
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  await server.close();
});

async function connect(): Promise<Client> {
  const client = new Client({ name: "test", version: "1" });
  const headers = { authorization: `Bearer ${served.token}` };
  const transport = new StreamableHTTPClientTransport(new URL(served.url), { requestInit: { headers } });
  await client.connect(transport);
  clients.push(client);
  return client;
}

const call = (client: Client, name: string, args: object, callKey?: string) =>
  client.callTool({
    name,
    arguments: { ...args },
    ...(callKey === undefined ? {} : { _meta: { "makima/toolCallId": callKey } }),
  });

const question = { question: "Which?", choices: ["a", "b"] };

describe("our tools over MCP", () => {
  it("are those of the task's kind, with names, descriptions and schemas", async () => {
    const { tools } = await (await connect()).listTools();
    expect(tools.map(({ name }) => name)).toEqual(toolsFor("supervisor"));
    expect(tools.find(({ name }) => name === "wait_for_tasks")?.inputSchema).toMatchObject({
      type: "object",
      required: ["taskIds"],
      additionalProperties: false,
    });
  });

  it("record a call once by the agent's own id, and a repeated request gets the same result", async () => {
    const [first, second] = [await connect(), await connect()];
    const answers = [call(first, "list_tasks", {}, "k1"), call(second, "list_tasks", {}, "k1")];
    await until(() => events.length > 0);
    door.deliver({ callKey: "k1", result: { tasks: [] }, isError: false });
    for (const answer of await Promise.all(answers)) expect(answer.structuredContent).toEqual({ tasks: [] });
    expect((await call(first, "list_tasks", {}, "k1")).structuredContent).toEqual({ tasks: [] });
    expect(events).toEqual([{ kind: "tool_call", ...run, callKey: "k1", tool: "list_tasks", input: {} }]);
  });

  it("name the field that is wrong, and record nothing", async () => {
    const answer = await call(await connect(), "spawn_task", { name: "x", plan: "y", colour: "red" });
    expect(answer.isError).toBe(true);
    expect(JSON.stringify(answer.content)).toContain("colour");
    expect(events).toEqual([]);
  });

  it("make a checkpoint before a completion is passed on", async () => {
    const answer = call(await connect(), "complete_contract", { summary: "done" }, "k1");
    await until(() => events.length === 2);
    door.deliver({ callKey: "k1", result: { ok: true }, isError: false });
    await answer;
    expect(events).toMatchObject(["checkpoint for complete_contract", { kind: "tool_call" }]);
  });

  it("ask once for what is there when a wait takes long, and call an agent stubborn that waits on and on", async () => {
    const client = await connect();
    for (const callKey of ["k1", "k2"]) {
      const answer = call(client, "ask_question", question, callKey);
      await until(() =>
        events.some(
          (event) => typeof event === "object" && event.kind === "tool_overdue" && event.callKey === callKey,
        ),
      );
      door.deliver({ callKey, result: { status: "pending", questionId: "q" }, isError: false });
      expect((await answer).structuredContent).toMatchObject({ status: "pending" });
    }
    const kinds = events.map((event) => (typeof event === "string" ? event : event.kind));
    expect(kinds).toEqual(["tool_call", "tool_overdue", "tool_call", "tool_overdue", "stubborn"]);
  });

  it("are for this run's token alone, and not for a page in a browser", async () => {
    const token = `Bearer ${served.token}`;
    const post = (headers: Record<string, string>) => connectTo(served.url, headers);
    expect(await post({})).toBe(401);
    expect(await post({ authorization: "Bearer nonsense" })).toBe(401);
    expect(await post({ authorization: token, host: "evil.example" })).toBe(421);
    expect(await post({ authorization: token, origin: "http://evil.example" })).toBe(403);
    await served.close();
    expect(await post({ authorization: token })).toBe(401);
  });
});
