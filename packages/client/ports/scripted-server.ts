// A small real server for the client's tests: answers requests and opens sockets as a script says.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

type SeenRequest = {
  method: string;
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
};

/** `cut` breaks the connection without an answer. */
type ScriptedAnswer = "cut" | { status: number; body: unknown; headers?: Record<string, string> };

export type ServerScript = {
  /** Asked for each request, with how many came before it. */
  answer?: (request: SeenRequest, place: number) => ScriptedAnswer;
  /** Whether a socket's request is let in; by default when it bears the key `key`. */
  admits?: (request: IncomingMessage) => boolean;
  /** Called for each socket, with how many came before it. */
  socket?: (socket: WebSocket, place: number) => void;
};

export type ScriptedServer = AsyncDisposable & { url: string; requests: readonly SeenRequest[] };

export async function startScriptedServer({
  answer,
  admits = ({ headers }) => headers.authorization === "Bearer key",
  socket,
}: ServerScript): Promise<ScriptedServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    receive(request, (seen) => {
      requests.push(seen);
      send(response, answer?.(seen, requests.length - 1) ?? { status: 404, body: {} });
    });
  });
  const sockets = new WebSocketServer({ noServer: true });
  let opened = 0;
  server.on("upgrade", (request, stream, head) => {
    if (socket === undefined || !admits(request)) {
      const body = JSON.stringify({ code: "UNAUTHORIZED", message: "no such key", requestId: "r" });
      stream.end(
        `HTTP/1.1 401 Unauthorized\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      );
      return;
    }
    sockets.handleUpgrade(request, stream, head, (open) => {
      opened += 1;
      socket(open, opened - 1);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      for (const open of sockets.clients) open.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function receive(request: IncomingMessage, done: (seen: SeenRequest) => void): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { method = "", url: path = "", headers } = request;
    done({ method, path, headers, body: Buffer.concat(chunks).toString("utf8") });
  });
}

function send(response: ServerResponse, answer: ScriptedAnswer): void {
  if (answer === "cut") {
    response.destroy();
    return;
  }
  response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
  response.end(JSON.stringify(answer.body));
}
