// The MCP sessions of one run's agent; each speaks the protocol and passes calls on to the run's door.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ToolName } from "@makima/protocol/tools";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { randomId } from "../ports/randomness.ts";
import { describeTool } from "./describe-tool.ts";
import { makeMcpServer } from "./mcp-server.ts";
import type { ToolDoor } from "./tool-door.ts";

type SessionParts = { readonly tools: readonly ToolName[]; readonly door: Pick<ToolDoor, "call"> };

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
    const { tools, door } = this.#parts;
    const server = makeMcpServer({
      descriptions: tools.map(describeTool),
      call: (call) => door.call(call),
      keyOf: (requestId) => `${transport.sessionId}:${requestId}`,
    });
    await server.connect(transport);
    return transport;
  }
}
