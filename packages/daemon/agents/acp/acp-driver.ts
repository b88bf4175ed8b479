// The driver of agents that speak ACP, version 1.
import * as acp from "@agentclientprotocol/sdk";
import { sleep } from "../../ports/clock.ts";
import type { LaunchedAgent } from "../../processes/launch-agent.ts";
import {
  type AgentDriver,
  AgentFailed,
  type AgentOptions,
  type AgentSession,
  type TurnEnd,
  TurnFailed,
} from "../driver.ts";
import { answerPermission } from "./answer-permission.ts";
import { faultOf } from "./fault-of.ts";
import { openLineStream } from "./line-stream.ts";
import { readUpdate } from "./read-update.ts";
import { UsageMeter } from "./usage-meter.ts";

export const acpDriver: AgentDriver = {
  kind: "acp",
  async open(options) {
    const conversation = connect(options, await options.launch());
    const tooLate = new AbortController();
    try {
      return await Promise.race([
        openSession(conversation, options),
        sleep(options.handshakeMs, tooLate.signal).then(() => {
          throw new AgentFailed(
            `the agent did not answer the handshake within ${options.handshakeMs / 1000} s`,
          );
        }),
      ]);
    } catch (error) {
      // Before the connection is closed by us: what the agent answered is told from its being gone by that.
      const failure = asFailure(error, conversation.connection);
      conversation.connection.close();
      throw failure;
    } finally {
      tooLate.abort();
    }
  },
};

interface Conversation {
  readonly connection: acp.ClientConnection;
  readonly usage: UsageMeter;
  /** While the agent replays what was said before, nothing of it is news. */
  isReplaying: boolean;
  updates: number;
}

function connect({ onEvent, onPermission }: AgentOptions, agent: LaunchedAgent): Conversation {
  const usage = new UsageMeter();
  const take = async (params: unknown): Promise<void> => {
    conversation.updates += 1;
    const update = readUpdate(params);
    if (update?.kind === "usage") {
      if (conversation.isReplaying) usage.takeAsBaseline(update.usage);
      else usage.update(update.usage);
    } else if (update !== null && !conversation.isReplaying) await onEvent(update);
  };
  const stream = openLineStream(agent.process, {
    onUpdate: take,
    onGarbage: (text) => onEvent({ kind: "noise", text }),
  });
  const app = acp
    .client({ name: "makima" })
    .onRequest("session/request_permission", ({ params, signal }) =>
      answerPermission(params, { signal, decide: onPermission }),
    );
  const conversation: Conversation = {
    connection: app.connect(stream),
    usage,
    isReplaying: false,
    updates: 0,
  };
  return conversation;
}

async function openSession(conversation: Conversation, options: AgentOptions): Promise<AgentSession> {
  const { agent } = conversation.connection;
  const known = await agent.request("initialize", {
    protocolVersion: acp.PROTOCOL_VERSION,
    clientInfo: { name: "makima", version: "0.1.0" },
    clientCapabilities: {},
  });
  if (known.protocolVersion !== acp.PROTOCOL_VERSION) {
    throw new AgentFailed(
      `the agent speaks version ${known.protocolVersion} of ACP; ${acp.PROTOCOL_VERSION} is needed`,
    );
  }
  if (known.agentCapabilities?.mcpCapabilities?.http !== true) {
    throw new AgentFailed(
      "the agent cannot reach tools over HTTP (mcpCapabilities.http), which makima serves them by",
    );
  }
  const canLoad = known.agentCapabilities.loadSession === true;
  const { token, url } = options.tools;
  const place: acp.NewSessionRequest = {
    cwd: options.cwd,
    mcpServers: [
      {
        type: "http" as const,
        name: "makima",
        url,
        headers: [{ name: "Authorization", value: `Bearer ${token}` }],
      },
    ],
  };
  const { past } = options;
  const loaded = canLoad && (await loadSession(conversation, { sessionId: past.session, place }));
  const sessionId =
    loaded && past.session !== null ? past.session : (await agent.request("session/new", place)).sessionId;
  return {
    sessionId,
    rung: loaded ? "loaded" : past.exists ? "told" : "new",
    isAsleep: false,
    capabilities: { canLoad, canInjectResult: false, canSteer: false },
    prompt: ({ text }) => promptAgent(conversation, { sessionId, text }),
    cancel: () => agent.notify("session/cancel", { sessionId }),
  };
}

const quietMs = 100;
const longestReplayMs = 5000;

/** False when there is nothing to load or the agent no longer has it: then a new session will do. */
async function loadSession(
  conversation: Conversation,
  { sessionId, place }: { sessionId: string | null; place: acp.NewSessionRequest },
): Promise<boolean> {
  if (sessionId === null) return false;
  conversation.isReplaying = true;
  try {
    await conversation.connection.agent.request("session/load", { sessionId, ...place });
    // Some agents answer before they have replayed everything; what comes late is no news either.
    for (
      let waitedMs = 0, seen = -1;
      seen !== conversation.updates && waitedMs < longestReplayMs;
      waitedMs += quietMs
    ) {
      seen = conversation.updates;
      await sleep(quietMs);
    }
    return true;
  } catch (error) {
    if (error instanceof acp.RequestError) return false;
    throw error;
  } finally {
    conversation.isReplaying = false;
  }
}

async function promptAgent(
  { connection, usage }: Conversation,
  { sessionId, text }: { sessionId: string; text: string },
): Promise<TurnEnd> {
  try {
    const answer = await connection.agent.request("session/prompt", {
      sessionId,
      prompt: [{ type: "text", text }],
    });
    usage.addSums("usage" in answer ? answer.usage : null);
    return { stopReason: answer.stopReason, usage: usage.endTurn() };
  } catch (error) {
    throw asFailure(error, connection);
  }
}

/** An answer that is an error comes from a living agent; anything else means that the connection is gone. */
function asFailure(error: unknown, connection: acp.ClientConnection): Error {
  if (error instanceof AgentFailed) return error;
  if (error instanceof acp.RequestError && !connection.signal.aborted) {
    return new TurnFailed(error.message, { cause: error, fault: faultOf(error) });
  }
  return new AgentFailed("the agent's program ended", { cause: error });
}
