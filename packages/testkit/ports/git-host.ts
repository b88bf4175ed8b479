// A forge in small: bare repositories served over HTTP or HTTPS on loopback by git's own `http-backend`, behind one user's password.
import { spawn } from "node:child_process";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createGunzip } from "node:zlib";
import { childEnvironment } from "../config.ts";

export type GitHost = {
  /** `http://127.0.0.1:<port>`, or `https://`, below which lies the folder's content */
  url: string;
  /** It answers nobody any more; at the same place after `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** As `GET /a.git/info/refs 200 person`, oldest first; `-` for one who gave no password. */
  requests(): readonly string[];
};

export type Login = { user: string; password: string };

/** A server's private key and its certificate, as PEM. */
export type TlsIdentity = { key: string; cert: string };

/** `login` null: everybody may read and push. With `tls` it speaks HTTPS alone. The caller stops it. */
export async function openGitHost({
  folder,
  login,
  tls = null,
}: {
  folder: string;
  login: Login | null;
  tls?: TlsIdentity | null;
}): Promise<GitHost> {
  const requests: string[] = [];
  let server: Server | null = null;
  let port = 0;
  const start = async (): Promise<void> => {
    const hear = (request: IncomingMessage, response: ServerResponse): void => {
      const user = userOf(request);
      response.once("finish", () => {
        const path = (request.url ?? "").replace(/\?.*$/, "");
        requests.push(`${request.method} ${path} ${response.statusCode} ${user?.user ?? "-"}`);
      });
      if (login !== null && (user?.user !== login.user || user.password !== login.password)) {
        response.writeHead(401, { "www-authenticate": 'Basic realm="test"' }).end("no\n");
        return;
      }
      serve({ folder, user: user?.user ?? "everybody" }, request, response);
    };
    const started = tls === null ? createServer(hear) : createTlsServer(tls, hear);
    await new Promise<void>((resolve) => started.listen(port, "127.0.0.1", resolve));
    const address = started.address();
    if (typeof address !== "object" || address === null) throw new Error("it listens nowhere");
    port = address.port;
    server = started;
  };
  await start();
  return {
    url: `${tls === null ? "http" : "https"}://127.0.0.1:${port}`,
    start,
    stop: async () => {
      const open = server;
      server = null;
      if (open === null) return;
      await new Promise<void>((resolve) => {
        open.close(() => resolve());
        open.closeAllConnections();
      });
    },
    requests: () => requests,
  };
}

function userOf({ headers }: IncomingMessage): Login | null {
  const [, encoded = ""] = /^Basic (.+)$/.exec(headers.authorization ?? "") ?? [];
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** The program speaks CGI: the request in its environment and on its standard input, headers and body on its standard output. */
function serve(
  { folder, user }: { folder: string; user: string },
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = new URL(request.url ?? "/", "http://localhost");
  const child = spawn("git", ["http-backend"], {
    env: childEnvironment({
      HOME: folder,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
      REMOTE_USER: user,
      REMOTE_ADDR: "127.0.0.1",
    }),
    stdio: ["pipe", "pipe", "ignore"],
  });
  // A client that goes away, or a backend that has read enough, breaks the pipe; the answer tells the story.
  child.stdin.on("error", () => child.stdin.destroy());
  const isPacked = request.headers["content-encoding"] === "gzip";
  (isPacked ? request.pipe(createGunzip()) : request).pipe(child.stdin);
  response.once("close", () => child.kill());
  let head = Buffer.alloc(0);
  const takeHead = (piece: Buffer): void => {
    head = Buffer.concat([head, piece]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    child.stdout.off("data", takeHead);
    writeHead(response, head.subarray(0, end).toString("latin1"));
    response.write(head.subarray(end + 4));
    child.stdout.pipe(response);
  };
  child.stdout.on("data", takeHead);
  child.once("close", () => {
    if (!response.headersSent) response.writeHead(500).end();
  });
}

function writeHead(response: ServerResponse, head: string): void {
  let status = 200;
  for (const line of head.split("\r\n")) {
    const [, name = "", value = ""] = /^([^:]+): (.*)$/.exec(line) ?? [];
    if (name === "Status") status = Number.parseInt(value, 10);
    else if (name !== "") response.setHeader(name, value);
  }
  response.writeHead(status);
}
