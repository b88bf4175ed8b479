// The MCP server that agents reach our tools by: one port of loopback for all runs, a token for each.
import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ToolName } from "@makima/protocol/tools";
import { listenOnLoopback } from "../ports/http-server.ts";
import { randomToken } from "../ports/randomness.ts";
import { McpSessions } from "./mcp-sessions.ts";
import type { ToolDoor } from "./tool-door.ts";

export interface ServedTools {
  readonly url: string;
  readonly token: string;
  /** The run is over: its token is worth nothing any more. */
  close(): Promise<void>;
}

export interface ToolServer {
  serve(run: { tools: readonly ToolName[]; door: Pick<ToolDoor, "call"> }): ServedTools;
  close(): Promise<void>;
}

type Served = { readonly token: Buffer; readonly sessions: McpSessions };

export async function openToolServer(): Promise<ToolServer> {
  const runs = new Set<Served>();
  const server = await listenOnLoopback((request, response) => {
    answer({ request, response, runs, port: server.port }).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  return {
    serve({ tools, door }) {
      const token = randomToken();
      const served = { token: Buffer.from(token), sessions: new McpSessions({ tools, door }) };
      runs.add(served);
      return {
        url: `http://127.0.0.1:${server.port}/mcp`,
        token,
        close: () => {
          runs.delete(served);
          return served.sessions.close();
        },
      };
    },
    close: () => server.close(),
  };
}

async function answer(call: {
  request: IncomingMessage;
  response: ServerResponse;
  runs: ReadonlySet<Served>;
  port: number;
}): Promise<void> {
  const { request, response, port } = call;
  // A page in the person's browser can reach this port too: by another name, or with its origin told by the browser.
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(request.headers.host ?? "")) return refuse(response, 421);
  if (request.headers.origin !== undefined) return refuse(response, 403);
  const run = findRun(call.runs, request.headers.authorization);
  if (run === undefined) return refuse(response, 401);
  if (request.url !== "/mcp") return refuse(response, 404);
  await run.sessions.handle(request, response);
}

function findRun(runs: ReadonlySet<Served>, header: string | undefined): Served | undefined {
  const given = Buffer.from(/^Bearer (.+)$/.exec(header ?? "")?.[1] ?? "");
  return [...runs].find(({ token }) => token.length === given.length && timingSafeEqual(token, given));
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ status }));
}
