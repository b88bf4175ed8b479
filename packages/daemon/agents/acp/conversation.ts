// The connection with an ACP agent: what it says becomes events, and what it only replays does not.
import * as acp from "@agentclientprotocol/sdk";
import type { LaunchedAgent } from "../../processes/launch-agent.ts";
import type { AgentOptions } from "../driver.ts";
import { answerPermission } from "./answer-permission.ts";
import { openLineStream } from "./line-stream.ts";
import { NO_QUIRKS, type Quirks } from "./quirks.ts";
import { readUpdate } from "./read-update.ts";
import type { Replay } from "./replay.ts";
import { UsageMeter } from "./usage-meter.ts";

export interface Conversation {
  readonly connection: acp.ClientConnection;
  readonly usage: UsageMeter;
  /** While the agent replays what was said before, nothing of it is news. */
  replay: Replay | null;
  updates: number;
  /** Known when the agent has told its name. */
  quirks: Quirks;
  /** A session that was loaded and will not do: what still comes of it is no news either. */
  dismissedSession: string | null;
}

export function connect({ onEvent, onPermission }: AgentOptions, agent: LaunchedAgent): Conversation {
  const usage = new UsageMeter();
  const take = async (params: unknown): Promise<void> => {
    conversation.updates += 1;
    const { replay } = conversation;
    replay?.take(params);
    if (isOf(params, conversation.dismissedSession)) return;
    const update = readUpdate(params, conversation.quirks);
    if (update?.kind === "usage") {
      if (replay !== null) usage.takeAsBaseline(update.usage);
      else usage.update(update.usage);
    } else if (update !== null && replay === null) await onEvent(update);
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
    replay: null,
    updates: 0,
    quirks: NO_QUIRKS,
    dismissedSession: null,
  };
  return conversation;
}

const isOf = (params: unknown, sessionId: string | null): boolean =>
  sessionId !== null &&
  typeof params === "object" &&
  params !== null &&
  "sessionId" in params &&
  params.sessionId === sessionId;
