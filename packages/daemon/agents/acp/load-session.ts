// Has an agent load its own session of an earlier process, and goes on in it only when it holds what we know of the conversation.
import * as acp from "@agentclientprotocol/sdk";
import { z } from "zod";
import { sleep } from "../../ports/clock.ts";
import type { AgentOptions } from "../driver.ts";
import type { Conversation } from "./conversation.ts";
import { findMissing } from "./find-missing.ts";
import { Replay } from "./replay.ts";
import { wasMadeThisMinute } from "./session-minute.ts";
import { setOptions } from "./set-options.ts";

/** `missing`: words that bring the agent what its own session lacks; null: nothing. `refusal`: a sentence for people. */
export type Loaded =
  | { readonly sessionId: string; readonly missing: string | null }
  | { readonly refusal: string };

/** A refusal is no error: a lower rung will do. */
export async function loadSession(conversation: Conversation, options: AgentOptions): Promise<Loaded> {
  const { session: sessionId } = options.past;
  if (!conversation.canLoad) return { refusal: "The agent cannot load a session." };
  if (sessionId === null) return { refusal: "The agent has no session of this conversation here." };
  const isFragile = conversation.quirks.losesSessionWithinMinute;
  if (isFragile && (await wasMadeThisMinute(options.folder, sessionId)))
    return {
      refusal: "The agent would lose its session, which was made within this minute, if it loaded it.",
    };
  return replaySession(conversation, { options, sessionId });
}

type Replaying = { readonly options: AgentOptions; readonly sessionId: string };

export async function replaySession(
  conversation: Conversation,
  { options, sessionId }: Replaying,
): Promise<Loaded> {
  const replay = new Replay();
  conversation.replay = replay;
  try {
    const place = placeOf(options);
    const offer = await conversation.connection.agent.request("session/load", { sessionId, ...place });
    await awaitQuiet(conversation);
    const { messages } = await options.past.read();
    const missing = findMissing(replay.items, messages);
    if (missing.some(({ role }) => role !== "assistant")) {
      conversation.dismissedSession = sessionId;
      return { refusal: "The session that it loaded lacks the end of the conversation." };
    }
    await setOptions(conversation, { sessionId, offer }, options);
    const words = missing.map(({ content }) => content).join("\n\n");
    return { sessionId, missing: words === "" ? null : `${LOST_WORDS}\n\n${words}` };
  } catch (error) {
    if (!(error instanceof acp.RequestError)) throw error;
    return { refusal: `The agent did not load its session: ${wordsOf(error)}.` };
  } finally {
    conversation.replay = null;
  }
}

/** Where a session is, and our tools in it. */
export function placeOf({ cwd, tools }: AgentOptions): acp.NewSessionRequest {
  const headers = [{ name: "Authorization", value: `Bearer ${tools.token}` }];
  return { cwd, mcpServers: [{ type: "http" as const, name: "makima", url: tools.url, headers }] };
}

const details = z.object({ details: z.string() });

/** Some tell what it was only beside an error that says nothing; what follows on other lines is for somebody at a terminal. */
const wordsOf = ({ message, data }: acp.RequestError): string => {
  const [told = ""] = details.safeParse(data).data?.details.split("\n") ?? [];
  return [message, told].filter(Boolean).join(": ").replace(/\.$/, "");
};

const LOST_WORDS =
  "You also said this before you were interrupted; your own record of the conversation lacks it:";

const longestReplayMs = 5000;

/** Some agents answer before they have replayed everything. */
async function awaitQuiet(conversation: Conversation): Promise<void> {
  const { replayQuietMs } = conversation.quirks;
  for (
    let waitedMs = 0, seen = -1;
    seen !== conversation.updates && waitedMs < longestReplayMs;
    waitedMs += replayQuietMs
  ) {
    seen = conversation.updates;
    await sleep(replayQuietMs);
  }
}
