// Our tools inside Claude's own pipe: MCP messages come as control requests, so there is no port, no token and no time limit.
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import { JSONRPCMessageSchema } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import { makeMcpServer } from "../../tools/mcp-server.ts";
import type { AgentOptions } from "../driver.ts";
import type { ControlRequest } from "./read-frame.ts";

const messageRequest = z.looseObject({ message: JSONRPCMessageSchema });

export interface PipedTools {
  /** Takes a message of Claude's to our tools; resolves with what it is answered. */
  take(request: ControlRequest): Promise<object>;
}

export async function openPipedTools({ descriptions, call }: AgentOptions["tools"]): Promise<PipedTools> {
  const transport = new PipeTransport();
  const server = makeMcpServer({ descriptions, call, keyOf: (requestId) => `pipe:${requestId}` });
  await server.connect(transport);
  return {
    take: async (request) => ({
      mcp_response: await transport.exchange(messageRequest.parse(request).message),
    }),
  };
}

/** A notification has no answer, but the control request that brought it has one. */
const nothing: JSONRPCMessage = { jsonrpc: "2.0", id: 0, result: {} };

class PipeTransport implements Transport {
  readonly #answers = new Map<string | number, (message: JSONRPCMessage) => void>();
  onmessage?: (message: JSONRPCMessage) => void;
  onclose?: () => void;

  async start(): Promise<void> {}

  async close(): Promise<void> {
    this.onclose?.();
  }

  exchange(message: JSONRPCMessage): Promise<JSONRPCMessage> {
    const isRequest = "method" in message && "id" in message;
    const answer = isRequest
      ? new Promise<JSONRPCMessage>((resolve) => this.#answers.set(message.id, resolve))
      : Promise.resolve(nothing);
    this.onmessage?.(message);
    return answer;
  }

  /** The server's own requests and news go nowhere: it sends none that matters to Claude. */
  async send(message: JSONRPCMessage): Promise<void> {
    if (!("id" in message) || "method" in message || message.id === undefined) return;
    this.#answers.get(message.id)?.(message);
    this.#answers.delete(message.id);
  }
}
