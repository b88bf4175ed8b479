// A model on loopback that follows the script in its prompt: it stands where a provider's model cannot be had, so that real agent programs
// can be run without a key, a cost or a network.

import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { chatCompletions } from "../model/chat-completions.ts";
import { gemini } from "../model/gemini.ts";
import { decide } from "../model/script.ts";
import { listenLocally } from "./listen-locally.ts";

export type ScriptedModel = {
  url: string;
  /** what was asked, in order: for a test that wants to know what an agent sends */
  asked: readonly string[];
  close(): Promise<void>;
};

const WIRES = [gemini, chatCompletions];

export async function startScriptedModel(): Promise<ScriptedModel> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    answer(request, response, asked).catch((problem: unknown) =>
      response.destroy(new Error("no answer", { cause: problem })),
    );
  });
  const port = await listenLocally(server);
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, asked: string[]): Promise<void> {
  const { pathname, search } = new URL(request.url ?? "/", "http://model");
  const body = await text(request);
  asked.push(`${request.method} ${pathname}`);
  const wire = WIRES.find((one) => one.serves(pathname));
  if (wire === undefined || request.method !== "POST") {
    response
      .writeHead(404, { "content-type": "application/json" })
      .end(JSON.stringify({ error: { message: "no such route" } }));
    return;
  }
  const parsed = JSON.parse(body) as { stream?: boolean };
  const decision = decide(wire.read(parsed));
  if (parsed.stream === true || search.includes("alt=sse")) {
    response.writeHead(200, { "content-type": "text/event-stream" }).end(wire.stream(decision));
    return;
  }
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(wire.whole(decision)));
}
