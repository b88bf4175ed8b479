// The ACP side: answers a client's requests for any number of sessions on one connection.
import { existsSync } from "node:fs";
import * as acp from "@agentclientprotocol/sdk";
import type { Config } from "../config.ts";
import type { Evidence } from "../evidence/open-evidence.ts";
import { randomSessionId } from "../ports/random.ts";
import { createSession, type Session } from "../session/session.ts";
import type { SessionStore } from "../session/store-session.ts";
import { ToolServers } from "../tools/tool-servers.ts";
import { runTurn } from "../turn/run-turn.ts";
import { TurnRefused } from "../verbs/refuse.ts";
import { chooseModel, offerModels } from "./model-option.ts";
import { type OpenSession, OpenSessions } from "./open-sessions.ts";
import { replayHistory } from "./replay-history.ts";

export interface AgentParts {
  config: Config;
  store: SessionStore;
  evidence: Evidence;
}

const modes = [
  { id: "default", name: "Default" },
  { id: "plan", name: "Plan" },
];

/** Serves until the client closes the stream. */
export async function serveAgent(parts: AgentParts, stream: acp.Stream): Promise<void> {
  const { config, store, evidence } = parts;
  const sessions = new OpenSessions(store);
  const toolsFor = (servers: acp.McpServer[]) => new ToolServers({ servers, retryMs: config.toolRetryMs });
  const app = acp
    .agent({ name: "scripted-agent" })
    .onRequest("initialize", () => describeAgent(config))
    .onRequest("session/new", ({ params: { cwd, mcpServers } }) => {
      requireLogin(config);
      const session = createSession({ sessionId: randomSessionId(), cwd });
      const { sessionId } = session;
      evidence({ type: "input", kind: "new", sessionId, cwd });
      sessions.open(session, toolsFor(mcpServers));
      return { sessionId, ...offersOf(session) };
    })
    .onRequest("session/load", async ({ params: { sessionId, cwd, mcpServers }, client }) => {
      requireLogin(config);
      evidence({ type: "input", kind: "load", sessionId, cwd });
      const { session } = sessions.reopen(sessionId, cwd, toolsFor(mcpServers));
      await replayHistory(session, client);
      return offersOf(session);
    })
    .onRequest("session/resume", ({ params: { sessionId, cwd, mcpServers } }) => {
      requireLogin(config);
      evidence({ type: "input", kind: "resume", sessionId, cwd });
      const { session } = sessions.reopen(sessionId, cwd, toolsFor(mcpServers ?? []));
      return offersOf(session);
    })
    .onRequest("session/set_mode", ({ params: { sessionId, modeId } }) => {
      evidence({ type: "input", kind: "set_mode", sessionId, modeId });
      sessions.find(sessionId).session.mode = modeId;
      return {};
    })
    .onRequest("session/set_config_option", ({ params }) => {
      const { sessionId, configId, value } = params;
      evidence({ type: "input", kind: "set_config_option", sessionId, configId, value });
      sessions.find(sessionId);
      return { configOptions: chooseModel(params) };
    })
    .onNotification("session/cancel", ({ params: { sessionId } }) => {
      evidence({ type: "input", kind: "cancel", sessionId });
      sessions.find(sessionId).turn?.abort();
    })
    .onRequest("session/prompt", ({ params, client }) => {
      const open = sessions.find(params.sessionId);
      return answerPrompt({ open, prompt: textOf(params.prompt), client, parts });
    });
  const connection = app.connect(stream);
  await connection.closed;
  await sessions.closeAll();
}

const offersOf = ({ mode }: Session) => ({
  modes: { currentModeId: mode, availableModes: modes },
  configOptions: offerModels(),
});

function describeAgent({ load, resume }: Config): acp.InitializeResponse {
  return {
    protocolVersion: acp.PROTOCOL_VERSION,
    agentInfo: { name: "scripted-agent", version: "0.1.0" },
    agentCapabilities: {
      loadSession: load,
      mcpCapabilities: { http: true, sse: false },
      sessionCapabilities: resume ? { resume: {} } : {},
    },
    authMethods: [],
  };
}

function requireLogin({ loginFile }: Config): void {
  if (loginFile !== null && !existsSync(loginFile))
    throw acp.RequestError.authRequired(undefined, `log in first: ${loginFile} is not there`);
}

function textOf(blocks: acp.ContentBlock[]): string {
  return blocks.map((block) => (block.type === "text" ? block.text : "")).join("\n");
}

async function answerPrompt({
  open,
  prompt,
  client,
  parts: { store, evidence },
}: {
  open: OpenSession;
  prompt: string;
  client: acp.AgentContext;
  parts: AgentParts;
}): Promise<acp.PromptResponse> {
  const { session, tools } = open;
  const { sessionId } = session;
  evidence({ type: "input", kind: "prompt", sessionId, text: prompt });
  if (open.turn !== null) throw acp.RequestError.invalidRequest({ sessionId }, "a turn is going on");
  const turn = new AbortController();
  open.turn = turn;
  try {
    const stopReason = await runTurn(prompt, {
      session,
      tools,
      client,
      signal: turn.signal,
      send: (update) => client.notify("session/update", { sessionId, update }),
      save: () => store.save(session),
      note: (observation) => evidence({ sessionId, ...observation }),
    });
    evidence({ type: "effect", kind: "end_turn", sessionId, stopReason });
    return { stopReason };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    evidence({ type: "effect", kind: "turn_failed", sessionId, message });
    const refused = error instanceof Error ? error.cause : null;
    const data = refused instanceof TurnRefused ? { message, fault: refused.fault } : { message };
    throw acp.RequestError.internalError(data, message);
  } finally {
    open.turn = null;
  }
}
