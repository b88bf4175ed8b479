// A small MCP server over streamable HTTP whose tools a test writes.
import { randomUUID } from "node:crypto";
import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { McpServerHttp } from "@agentclientprotocol/sdk";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { CallToolRequestSchema } from "@modelcontextprotocol/sdk/types.js";

export interface ToolCall {
  name: string;
  args: Record<string, unknown>;
  toolCallId: unknown;
  authorization: string | undefined;
  signal: AbortSignal;
}

/** What the tool returns is its structured result; what it throws is an error result. */
export type Tool = (call: ToolCall) => unknown;

/** How a call is treated on the wire: answered, its socket destroyed, or its response ended without a result. */
export type WireFault = "none" | "destroy" | "end";

export class ToolServer {
  readonly calls: ToolCall[] = [];
  /** Faults of the next calls, in order. */
  faults: WireFault[] = [];
  readonly #tools: Record<string, Tool>;
  readonly #sessions = new Map<string, StreamableHTTPServerTransport>();
  #http: HttpServer | null = null;
  #port = 0;

  constructor(tools: Record<string, Tool>) {
    this.#tools = tools;
  }

  get address(): McpServerHttp & { type: "http" } {
    const headers = [{ name: "Authorization", value: "Bearer run-token" }];
    return { type: "http", name: "makima", url: `http://127.0.0.1:${this.#port}/mcp`, headers };
  }

  /** On the same port again after a stop, as a restarted server that knows no session. */
  async start(): Promise<void> {
    const http = createServer((request, response) => void this.#answer(request, response));
    this.#http = http;
    await new Promise<void>((resolve) => http.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (http.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#sessions.clear();
    const http = this.#http;
    if (http === null) return;
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
    this.#http = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces = await request.toArray();
    const body: unknown = pieces.length === 0 ? undefined : JSON.parse(Buffer.concat(pieces).toString());
    const isCall = (body as { method?: string } | undefined)?.method === "tools/call";
    const fault = isCall ? this.faults.shift() : undefined;
    if (fault === "destroy") request.socket.destroy();
    if (fault === "end") response.writeHead(200, { "content-type": "text/event-stream" }).end();
    if (fault === "destroy" || fault === "end") return;
    const sessionId = request.headers["mcp-session-id"];
    const known = typeof sessionId === "string" ? this.#sessions.get(sessionId) : undefined;
    if (known === undefined && sessionId !== undefined) {
      response.writeHead(404).end();
      return;
    }
    await (known ?? (await this.#open())).handleRequest(request, response, body);
  }

  async #open(): Promise<StreamableHTTPServerTransport> {
    const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => {
        const id = randomUUID();
        this.#sessions.set(id, transport);
        return id;
      },
    });
    const server = new Server({ name: "tools", version: "1" }, { capabilities: { tools: {} } });
    server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
      const call: ToolCall = {
        name: params.name,
        args: params.arguments ?? {},
        toolCallId: params._meta?.["makima/toolCallId"],
        authorization: extra.requestInfo?.headers["authorization"] as string | undefined,
        signal: extra.signal,
      };
      this.calls.push(call);
      return this.#runTool(call);
    });
    await server.connect(transport);
    return transport;
  }

  async #runTool(call: ToolCall) {
    const tool = this.#tools[call.name];
    try {
      if (tool === undefined) throw new Error(`no tool ${call.name}`);
      const value = (await tool(call)) as Record<string, unknown>;
      return { content: [{ type: "text" as const, text: JSON.stringify(value) }], structuredContent: value };
    } catch (error) {
      return { content: [{ type: "text" as const, text: String(error) }], isError: true };
    }
  }
}

export async function serveTools(tools: Record<string, Tool>): Promise<ToolServer> {
  const server = new ToolServer(tools);
  await server.start();
  return server;
}
