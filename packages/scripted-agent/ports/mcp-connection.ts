// The only place with sockets: one connection to an MCP server over streamable HTTP.

import type { McpServerHttp } from "@agentclientprotocol/sdk";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import {
  StreamableHTTPClientTransport,
  StreamableHTTPError,
} from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ErrorCode, McpError } from "@modelcontextprotocol/sdk/types.js";
import { sleep } from "./clock.ts";

interface ToolRequest {
  name: string;
  args: Record<string, unknown>;
  toolCallId: string;
  signal: AbortSignal;
}

/** What an MCP server answered, still in its own shape. */
export type ToolReply = Record<string, unknown>;

export interface McpConnection {
  callTool(request: ToolRequest): Promise<ToolReply>;
  close(): Promise<void>;
}

/** The connection was lost, or the server is away: the same call may be made again on a new connection. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

/** A call may take a day: a person answers, or a server is away. */
const callTimeoutMs = 86_400_000;
/** Time for the last bytes of an ended response to be read, before its missing result counts as lost. */
const endOfStreamGraceMs = 1000;

/** @throws ConnectionLost when the server cannot be reached now. */
export async function connectMcp(server: McpServerHttp, signal: AbortSignal): Promise<McpConnection> {
  const lost = new AbortController();
  let inFlight: symbol | null = null;
  const loseIfStillInFlight = async () => {
    const request = inFlight;
    if (request === null) return;
    await sleep(endOfStreamGraceMs);
    if (inFlight === request) lost.abort(new ConnectionLost("the response ended without a result"));
  };
  const transport = new StreamableHTTPClientTransport(new URL(server.url), {
    requestInit: { headers: Object.fromEntries(server.headers.map(({ name, value }) => [name, value])) },
    fetch: (url, init) => fetchWatched({ url, init, onEnd: () => void loseIfStillInFlight() }),
  });
  const client = new Client({ name: "scripted-agent", version: "0.1.0" });
  // The SDK reports a broken response stream here and leaves the request hanging.
  client.onerror = (cause) => lost.abort(asLoss(cause));
  const guard = async <T>(work: Promise<T>): Promise<T> => {
    inFlight = Symbol("request");
    const interrupted = Promise.withResolvers<never>();
    const interrupt = () => interrupted.reject(lost.signal.reason);
    lost.signal.addEventListener("abort", interrupt, { once: true });
    if (lost.signal.aborted) interrupt();
    try {
      return await Promise.race([work, interrupted.promise]);
    } catch (cause) {
      throw asLoss(cause);
    } finally {
      inFlight = null;
      lost.signal.removeEventListener("abort", interrupt);
    }
  };
  // The SDK's own transport type is looser than its interface under exactOptionalPropertyTypes.
  await guard(client.connect(transport as Parameters<Client["connect"]>[0], { signal }));
  return {
    callTool: ({ name, args, toolCallId, signal }) =>
      guard(
        client.callTool({ name, arguments: args, _meta: { "makima/toolCallId": toolCallId } }, undefined, {
          signal,
          timeout: callTimeoutMs,
        }),
      ),
    close: () => client.close(),
  };
}

type Fetch = NonNullable<
  NonNullable<ConstructorParameters<typeof StreamableHTTPClientTransport>[1]>["fetch"]
>;

async function fetchWatched({
  url,
  init,
  onEnd,
}: {
  url: Parameters<Fetch>[0];
  init: Parameters<Fetch>[1];
  onEnd: () => void;
}): Promise<Response> {
  // We need no stream of the server's own messages, and a lost call is made again whole: the answer
  // "method not allowed" is how a server says that it has no such stream, and the SDK accepts it.
  if (init?.method === "GET") return new Response(null, { status: 405 });
  const response = await fetch(url, init);
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  if (response.body === null || !isStream) return response;
  const watched = response.body.pipeThrough(new TransformStream({ flush: onEnd }));
  const { status, statusText, headers } = response;
  return new Response(watched, { status, statusText, headers });
}

/** Leaves what a server really said as it is, and marks everything that may pass as a loss. */
function asLoss(error: unknown): Error {
  if (error instanceof ConnectionLost) return error;
  const lost = () => new ConnectionLost("the connection to the MCP server was lost", { cause: error });
  if (error instanceof StreamableHTTPError) return isPassing(error.code) ? lost() : error;
  if (error instanceof McpError) return error.code === ErrorCode.ConnectionClosed ? lost() : error;
  if (error instanceof DOMException) return error;
  return lost();
}

/** 404 is a session that a restarted server no longer knows. */
function isPassing(status: number | undefined): boolean {
  return status === undefined || status === 404 || status === 408 || status === 429 || status >= 500;
}
