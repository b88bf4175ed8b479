// Starts an agent's program and makes its acquaintance, within the time that a handshake may take.
import * as acp from "@agentclientprotocol/sdk";
import { sleep } from "../../ports/clock.ts";
import { AgentFailed, type AgentOptions, type LaunchExtra } from "../driver.ts";
import { asFailure } from "./as-failure.ts";
import { type Conversation, connect, dismiss } from "./conversation.ts";
import { ENVIRONMENT_OUTSIDE_SANDBOX, quirksOf } from "./quirks.ts";

type Starting<Begun> = {
  readonly extra?: LaunchExtra;
  /** What has to be done within the time as well. */
  readonly begin: (conversation: Conversation) => Promise<Begun>;
};

/** Throws `AgentFailed`, or `TurnFailed` with what the agent answered; then nothing is left of the connection. */
export async function startProgram<Begun>(
  options: AgentOptions,
  { extra = {}, begin }: Starting<Begun>,
): Promise<Begun> {
  const agent = await options.launch({ ...extra, envOutsideSandbox: ENVIRONMENT_OUTSIDE_SANDBOX });
  const conversation = connect(options, agent);
  const tooLate = new AbortController();
  try {
    return await Promise.race([
      greet(conversation).then(() => begin(conversation)),
      sleep(options.handshakeMs, tooLate.signal).then(() => {
        throw new AgentFailed(
          `the agent did not answer the handshake within ${options.handshakeMs / 1000} s`,
        );
      }),
    ]);
  } catch (error) {
    // Before the connection is closed by us: what the agent answered is told from its being gone by that.
    const failure = asFailure(error, conversation.connection);
    await dismiss(conversation);
    throw failure;
  } finally {
    tooLate.abort();
  }
}

async function greet(conversation: Conversation): Promise<void> {
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
  conversation.canLoad = known.agentCapabilities.loadSession === true;
  conversation.quirks = quirksOf(known.agentInfo?.name);
}
