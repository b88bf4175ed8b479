// The connection with an ACP agent: what it says becomes events, and what it only replays does not.
import * as acp from "@agentclientprotocol/sdk";
import { exitWithin } from "../../processes/exit-within.ts";
import type { LaunchedAgent } from "../../processes/launch-agent.ts";
import type { AgentOptions } from "../driver.ts";
import { answerPermission } from "./answer-permission.ts";
import { openLineStream } from "./line-stream.ts";
import { NO_QUIRKS, type Quirks } from "./quirks.ts";
import { readUpdate } from "./read-update.ts";
import type { Replay } from "./replay.ts";
import { UsageMeter } from "./usage-meter.ts";

export interface Conversation {
  readonly program: LaunchedAgent["process"];
  readonly connection: acp.ClientConnection;
  readonly usage: UsageMeter;
  /** While the agent replays what was said before, nothing of it is news. */
  replay: Replay | null;
  updates: number;
  /** News of calls so far. */
  calls: number;
  /** Both are known when it has answered `initialize`. */
  canLoad: boolean;
  quirks: Quirks;
  /** A session that was loaded and will not do: what still comes of it is no news either. */
  dismissedSession: string | null;
}

export function connect(
  { onEvent, onPermission }: Pick<AgentOptions, "onEvent" | "onPermission">,
  agent: LaunchedAgent,
): Conversation {
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
    } else if (update !== null && replay === null) {
      if (update.kind === "tool") conversation.calls += 1;
      await onEvent(update);
    }
  };
  const stream = openLineStream(agent.process, {
    onUpdate: take,
    onGarbage: (text) => onEvent({ kind: "noise", text }),
  });
  const app = acp
    .client({ name: "makima" })
    .onRequest("session/request_permission", async ({ params, signal }) => {
      const answer = await answerPermission(params, { signal, decide: onPermission });
      if (conversation.quirks.tellsCallsByAsking) await take(asBegun(params));
      return answer;
    });
  const conversation: Conversation = {
    program: agent.process,
    connection: app.connect(stream),
    usage,
    replay: null,
    updates: 0,
    calls: 0,
    canLoad: false,
    quirks: NO_QUIRKS,
    dismissedSession: null,
  };
  return conversation;
}

const endingMs = 3000;

/**
 * Lets the program end by itself, which it does at the end of its input; whoever starts the next one kills what is left of it. Gemini CLI 0.61.0
 * that is killed as it starts leaves a lock in its home, and the next one waits for that: 13 s, or 26.
 */
export async function dismiss({ connection, program }: Conversation): Promise<void> {
  connection.close();
  program.stdin.end();
  await exitWithin(program, endingMs);
}

const asBegun = ({ sessionId, toolCall }: acp.RequestPermissionRequest): object => ({
  sessionId,
  update: { ...toolCall, sessionUpdate: "tool_call", status: "in_progress" },
});

const isOf = (params: unknown, sessionId: string | null): boolean =>
  sessionId !== null &&
  typeof params === "object" &&
  params !== null &&
  "sessionId" in params &&
  params.sessionId === sessionId;
