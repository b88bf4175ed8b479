// Calls the tools of a session's MCP servers, through restarts and lost connections.
import type { McpServer, McpServerHttp } from "@agentclientprotocol/sdk";
import { sleep, startTimer } from "../ports/clock.ts";
import { ConnectionLost, connectMcp, type McpConnection } from "../ports/mcp-connection.ts";
import { readReply } from "./read-reply.ts";

export interface ToolCallRequest {
  /** Name of the server; undefined takes the first one. */
  server: string | undefined;
  tool: string;
  args: Record<string, unknown>;
  toolCallId: string;
  signal: AbortSignal;
}

const firstDelayMs = 50;
const longestDelayMs = 1000;

export class ToolServers {
  readonly #servers: McpServerHttp[];
  readonly #retryMs: number;
  readonly #connections = new Map<string, McpConnection>();

  constructor({ servers, retryMs }: { servers: McpServer[]; retryMs: number }) {
    this.#servers = servers.filter((server) => "type" in server && server.type === "http");
    this.#retryMs = retryMs;
  }

  /**
   * The tool's result. A lost call is made again with the same toolCallId, which the server knows it by,
   * until it is answered or the time for retries is over.
   * @throws ToolFailed when the tool itself says that it failed.
   */
  async call(request: ToolCallRequest): Promise<unknown> {
    const server = this.#find(request.server);
    const isTimeOver = startTimer(this.#retryMs);
    let delayMs = firstDelayMs;
    for (;;) {
      try {
        return await this.#callOnce(server, request);
      } catch (error) {
        request.signal.throwIfAborted();
        if (!(error instanceof ConnectionLost)) throw error;
        await this.#disconnect(server.name);
        if (isTimeOver()) throw error;
      }
      await sleep(delayMs, request.signal);
      delayMs = Math.min(delayMs * 2, longestDelayMs);
    }
  }

  async close(): Promise<void> {
    for (const name of this.#connections.keys()) await this.#disconnect(name);
  }

  async #callOnce(server: McpServerHttp, request: ToolCallRequest): Promise<unknown> {
    const { tool: name, args, toolCallId, signal } = request;
    const connection = this.#connections.get(server.name) ?? (await connectMcp(server, signal));
    this.#connections.set(server.name, connection);
    return readReply(name, await connection.callTool({ name, args, toolCallId, signal }));
  }

  async #disconnect(name: string): Promise<void> {
    const connection = this.#connections.get(name);
    this.#connections.delete(name);
    await connection?.close();
  }

  #find(name: string | undefined): McpServerHttp {
    const server = this.#servers.find((candidate) => name === undefined || candidate.name === name);
    if (server !== undefined) return server;
    const known = this.#servers.map((candidate) => candidate.name).join(", ") || "none";
    throw new Error(`the session has no HTTP MCP server ${name ?? ""}; it has: ${known}`);
  }
}
