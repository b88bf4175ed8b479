// What went wrong in a connection with an agent, as the daemon tells it.
import * as acp from "@agentclientprotocol/sdk";
import { AgentFailed, TurnFailed } from "../driver.ts";
import { faultOf } from "./fault-of.ts";

/** An answer that is an error comes from a living agent; anything else means that the connection is gone. */
export function asFailure(error: unknown, connection: acp.ClientConnection): Error {
  if (error instanceof AgentFailed || error instanceof TurnFailed) return error;
  if (error instanceof acp.RequestError && !connection.signal.aborted) {
    return new TurnFailed(error.message, { cause: error, fault: faultOf(error) });
  }
  return new AgentFailed("the agent's program ended", { cause: error });
}
