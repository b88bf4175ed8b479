// The MCP sessions of one run's agent; each speaks the protocol and passes calls on to the run's door.
import type { IncomingMessage, ServerResponse } from "node:http";
import { CALL_KEY_META, type ToolName } from "@makima/protocol/tools";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { randomId } from "../ports/randomness.ts";
import { describeTool } from "./describe-tool.ts";
import type { ToolDoor, ToolResult } from "./tool-door.ts";

type SessionParts = { readonly tools: readonly ToolName[]; readonly door: ToolDoor };

const longestKey = 300;

export class McpSessions {
  readonly #parts: SessionParts;
  readonly #sessions = new Map<string, StreamableHTTPServerTransport>();

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sessionId = request.headers["mcp-session-id"];
    const known = typeof sessionId === "string" ? this.#sessions.get(sessionId) : undefined;
    if (known === undefined && sessionId !== undefined) {
      // By this answer a client knows that it has to begin a new session.
      response.writeHead(404).end();
      return;
    }
    await (known ?? (await this.#begin())).handleRequest(request, response);
  }

  async close(): Promise<void> {
    for (const transport of this.#sessions.values()) await transport.close();
    this.#sessions.clear();
  }

  async #begin(): Promise<StreamableHTTPServerTransport> {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomId,
      onsessioninitialized: (id) => void this.#sessions.set(id, transport),
      onsessionclosed: (id) => void this.#sessions.delete(id),
    });
    const server = new Server({ name: "makima", version: "0.1.0" }, { capabilities: { tools: {} } });
    server.setRequestHandler(ListToolsRequestSchema, () => ({
      tools: this.#parts.tools.map((name) => ({ ...describeTool(name) })),
    }));
    server.setRequestHandler(CallToolRequestSchema, async ({ params }, { requestId }) => {
      const callKey = readCallKey(params._meta) ?? `${transport.sessionId}:${requestId}`;
      const { name: tool, arguments: input } = params;
      return toMcp(
        await this.#parts.door.call({ callKey: callKey.slice(0, longestKey), tool, input: input ?? {} }),
      );
    });
    await server.connect(transport);
    return transport;
  }
}

/** The agent's own id of the call, the first that is there. */
function readCallKey(meta: Record<string, unknown> | undefined): string | null {
  const keys = CALL_KEY_META.map((name) => meta?.[name]);
  return keys.find((key): key is string => typeof key === "string" && key !== "") ?? null;
}

function toMcp({ result, isError }: ToolResult) {
  const text = typeof result === "string" ? result : JSON.stringify(result ?? null);
  const isObject = typeof result === "object" && result !== null && !Array.isArray(result);
  return {
    content: [{ type: "text" as const, text }],
    ...(isObject && !isError ? { structuredContent: { ...result } } : {}),
    isError,
  };
}
