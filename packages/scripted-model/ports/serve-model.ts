// A model on loopback that follows the script in its prompt, in the words of four providers' APIs.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import type { Conversation } from "../conversation/conversation.ts";
import { countFaults } from "../faults/count-faults.ts";
import type { Fault } from "../faults/fault.ts";
import { decideReply } from "../script/decide-reply.ts";
import type { Part } from "../script/reply.ts";
import { anthropic } from "../wires/anthropic.ts";
import { chatCompletions } from "../wires/chat-completions.ts";
import { gemini } from "../wires/gemini.ts";
import { responses } from "../wires/responses.ts";
import type { Answer, Frame, Wire, WireName } from "../wires/wire.ts";
import { currentTimeMs, sleep } from "./clock.ts";

/** One request for an answer, and what it got. */
export type ModelRequest = {
  atMs: number;
  wire: WireName;
  conversation: Conversation;
  outcome: { kind: "answer"; parts: readonly Part[] } | { kind: "fault"; fault: Fault };
};

export type ModelServer = {
  url: string;
  /** From now on every request meets this fault; null lets the scripts go on. */
  breakDown(fault: Fault | null): void;
  close(): Promise<void>;
};

export type ServeModel = {
  /** Any free one by default. */
  port?: number;
  /** Called with each request before it is answered, in their order. */
  onRequest?: (request: ModelRequest) => void;
};

const WIRES: readonly Wire[] = [anthropic, responses, gemini, chatCompletions];

/** Rejects when the port is taken. The caller closes it. */
export async function serveModel({ port = 0, onRequest }: ServeModel = {}): Promise<ModelServer> {
  const counter = countFaults();
  let broken: Fault | null = null;
  const server = createServer((request, response) => {
    const due: Desk["due"] = (planned) => broken ?? counter.next(planned);
    serve(request, response, { due, onRequest }).catch((problem: unknown) => {
      response.destroy(new Error("no answer", { cause: problem }));
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    breakDown: (fault) => {
      broken = fault;
    },
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

type Desk = {
  due: (planned: Parameters<ReturnType<typeof countFaults>["next"]>[0]) => Fault | null;
  onRequest: ServeModel["onRequest"];
};

const streams = z.looseObject({ stream: z.boolean().default(false) });

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { due, onRequest }: Desk,
): Promise<void> {
  const { pathname, search } = new URL(request.url ?? "/", "http://model");
  const body = await text(request);
  const wire = WIRES.find((one) => one.serves(pathname));
  if (wire === undefined || request.method !== "POST") {
    answerAside(response, { method: request.method ?? "GET", pathname, body });
    return;
  }
  const parsed: unknown = JSON.parse(body);
  const conversation = wire.read(parsed, pathname);
  const decision = decideReply(conversation);
  const fault = due(decision.faults);
  const { parts, waitMs } = decision;
  const outcome = fault === null ? { kind: "answer" as const, parts } : { kind: "fault" as const, fault };
  onRequest?.({ atMs: currentTimeMs(), wire: wire.name, conversation, outcome });
  const answer: Answer = { reply: decision, model: conversation.model };
  if (fault?.kind === "hang") return;
  if (fault?.kind === "refusal") {
    const refused = wire.refuse(fault, { model: conversation.model, nowMs: currentTimeMs() });
    sendJson(response, refused);
    return;
  }
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  await sleep(waitMs, gone.signal);
  const wantsStream =
    streams.parse(parsed).stream || search.includes("alt=sse") || pathname.includes(":stream");
  if (wantsStream || fault !== null) {
    const limit = fault?.afterChars ?? Number.POSITIVE_INFINITY;
    await sendStream(response, { frames: wire.stream(answer), limit, signal: gone.signal });
    return;
  }
  sendJson(response, { status: 200, headers: {}, body: wire.whole(answer) });
}

type Streaming = { frames: readonly Frame[]; limit: number; signal: AbortSignal };

/** Breaks off behind `limit` characters of what the model says. */
async function sendStream(response: ServerResponse, { frames, limit, signal }: Streaming): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  let sent = 0;
  for (const { text: piece, chars, waitMs } of frames) {
    if (chars > 0 && sent >= limit) break;
    sent += chars;
    await sleep(waitMs, signal);
    if (!response.write(piece)) await once(response, "drain", { signal });
  }
  if (limit === Number.POSITIVE_INFINITY) response.end();
  // What was written is to arrive before the connection breaks.
  else response.write("", () => response.destroy());
}

type Refused = { status: number; headers: Readonly<Record<string, string>>; body: unknown };

function sendJson(response: ServerResponse, { status, headers, body }: Refused): void {
  response.writeHead(status, { ...headers, "content-type": "application/json" }).end(JSON.stringify(body));
}

type Aside = { method: string; pathname: string; body: string };

/** What agents ask beside their conversations: which models there are, how long a text is. */
function answerAside(response: ServerResponse, { method, pathname, body }: Aside): void {
  const headers = {};
  const tokens = Math.ceil(body.length / 4);
  if (/count_?tokens$/i.test(pathname))
    sendJson(response, { status: 200, headers, body: { input_tokens: tokens, totalTokens: tokens } });
  else if (pathname.endsWith("/models")) {
    const model = { id: "scripted", object: "model", name: "models/scripted" };
    sendJson(response, { status: 200, headers, body: { object: "list", data: [model], models: [model] } });
  } else if (method === "HEAD") response.writeHead(200).end();
  else
    sendJson(response, { status: 404, headers, body: { error: { message: `no such route: ${pathname}` } } });
}
