// The driver of agents that speak ACP, version 1.
import * as acp from "@agentclientprotocol/sdk";
import { sleep } from "../../ports/clock.ts";
import {
  type AgentDriver,
  AgentFailed,
  type AgentOptions,
  type AgentSession,
  type TurnEnd,
  TurnFailed,
} from "../driver.ts";
import { type Conversation, connect } from "./conversation.ts";
import { faultOf } from "./fault-of.ts";
import { type Known, loadSession } from "./load-session.ts";
import { ENVIRONMENT_OUTSIDE_SANDBOX, quirksOf } from "./quirks.ts";
import { noteMinute } from "./session-minute.ts";

export const acpDriver: AgentDriver = {
  kind: "acp",
  async open(options) {
    const conversation = connect(
      options,
      await options.launch({ envOutsideSandbox: ENVIRONMENT_OUTSIDE_SANDBOX }),
    );
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

async function greet(conversation: Conversation): Promise<Known> {
  const known = await conversation.connection.agent.request("initialize", {
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
  const quirks = quirksOf(known.agentInfo?.name);
  conversation.quirks = quirks;
  return { canLoad: known.agentCapabilities.loadSession === true, quirks };
}

async function openSession(conversation: Conversation, options: AgentOptions): Promise<AgentSession> {
  const { agent } = conversation.connection;
  const known = await greet(conversation);
  const place = placeOf(options);
  const loaded = await loadSession(conversation, { options, known, place });
  const isLoaded = "sessionId" in loaded;
  const sessionId = isLoaded ? loaded.sessionId : (await agent.request("session/new", place)).sessionId;
  if (known.quirks.losesSessionWithinMinute && !isLoaded) await noteMinute(options.folder, sessionId);
  let unknownToIt = isLoaded ? loaded.missing : null;
  return {
    sessionId,
    rung: isLoaded ? "loaded" : options.past.exists ? "told" : "new",
    ...(isLoaded || !options.past.exists ? {} : { rungReason: loaded.refusal }),
    isAsleep: false,
    capabilities: { canLoad: known.canLoad, canInjectResult: false, canSteer: false },
    prompt({ text }) {
      const words = unknownToIt === null ? text : `${unknownToIt}\n\n${text}`;
      unknownToIt = null;
      return promptAgent(conversation, { sessionId, text: words });
    },
    cancel: () => agent.notify("session/cancel", { sessionId }),
  };
}

function placeOf({ cwd, tools }: AgentOptions): acp.NewSessionRequest {
  const headers = [{ name: "Authorization", value: `Bearer ${tools.token}` }];
  return { cwd, mcpServers: [{ type: "http" as const, name: "makima", url: tools.url, headers }] };
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
