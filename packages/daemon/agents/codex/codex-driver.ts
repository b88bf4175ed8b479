// The driver of Codex: its app-server, with our tools in the same pipe and results put into its own conversation.
import { sleep } from "../../ports/clock.ts";
import { type AgentDriver, AgentFailed, type AgentOptions } from "../driver.ts";
import { answerRequest } from "./answer-request.ts";
import { type Ask, Connection } from "./connection.ts";
import { restoreThread } from "./restore-thread.ts";
import { Thread } from "./thread.ts";
import { threadSettings } from "./thread-settings.ts";
import { TurnNews } from "./turn-news.ts";

export const codexDriver: AgentDriver = {
  kind: "codex",
  efforts: ["minimal", "low", "medium", "high", "xhigh"],
  async open(options) {
    const agent = await options.launch({ args: ["app-server"] });
    const news = new TurnNews(options.onEvent);
    const connection: Connection = new Connection(agent, {
      onNotification: (method, params) => news.take(method, params, connection),
      onRequest: (request) => answerRequest({ ...options, find: (itemId) => news.find(itemId) }, request),
      onGarbage: (text) => options.onEvent({ kind: "noise", text }),
    });
    const ask: Ask = (method, params) => within(options.handshakeMs, connection.request(method, params));
    await ask("initialize", {
      clientInfo: { name: "makima", title: "makima", version: "0.1.0" },
      capabilities: { experimentalApi: true, requestAttestation: false },
    });
    connection.notify("initialized");
    const { cwd, model, effort = null } = options;
    const settings = threadSettings({
      ...{ cwd, model, effort, isSandboxed: agent.isSandboxed },
      trustRepository: options.trustRepository === true,
    });
    const restored = await restoreThread(options, { ask, settings });
    return new Thread({ options, connection, news, restored });
  },
};

async function within<T>(handshakeMs: AgentOptions["handshakeMs"], answer: Promise<T>): Promise<T> {
  const tooLate = new AbortController();
  const waited = sleep(handshakeMs, tooLate.signal).then(() => {
    throw new AgentFailed(`the agent did not answer the handshake within ${handshakeMs / 1000} s`);
  });
  try {
    return await Promise.race([answer, waited]);
  } finally {
    tooLate.abort();
  }
}
