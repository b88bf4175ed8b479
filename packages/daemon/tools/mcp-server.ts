// Our tools as an MCP server, whatever an agent reaches it by.
import { CALL_KEY_META } from "@makima/protocol/tools";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import type { ToolDescription } from "../agents/driver.ts";
import type { ToolResult } from "./tool-door.ts";

interface McpParts {
  readonly descriptions: readonly ToolDescription[];
  readonly call: (call: { callKey: string; tool: string; input: unknown }) => Promise<ToolResult>;
  /** A call's key where the agent gives none of its own. */
  readonly keyOf: (requestId: string | number) => string;
}

const longestKey = 300;

export function makeMcpServer({ descriptions, call, keyOf }: McpParts): Server {
  const server = new Server({ name: "makima", version: "0.1.0" }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: descriptions.map((description) => ({ ...description })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { requestId }) => {
    const callKey = (readCallKey(params._meta) ?? keyOf(requestId)).slice(0, longestKey);
    return toMcp(await call({ callKey, tool: params.name, input: params.arguments ?? {} }));
  });
  return server;
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
