// Has an agent load its own session of an earlier process, and goes on in it only when it holds what we know of the conversation.
import * as acp from "@agentclientprotocol/sdk";
import { z } from "zod";
import { sleep } from "../../ports/clock.ts";
import type { AgentOptions } from "../driver.ts";
import type { AgentPast } from "../past.ts";
import type { Conversation } from "./conversation.ts";
import { findMissing } from "./find-missing.ts";
import type { Quirks } from "./quirks.ts";
import { Replay } from "./replay.ts";
import { wasMadeThisMinute } from "./session-minute.ts";

/** What the agent's answer to `initialize` told. */
export interface Known {
  readonly canLoad: boolean;
  readonly quirks: Quirks;
}

/** `missing`: words that bring the agent what its own session lacks; null: nothing. `refusal`: a sentence for people. */
type Loaded = { readonly sessionId: string; readonly missing: string | null } | { readonly refusal: string };
type Loading = {
  readonly options: AgentOptions;
  readonly known: Known;
  readonly place: acp.NewSessionRequest;
};

/** A refusal is no error: a new session will do. */
export async function loadSession(
  conversation: Conversation,
  { options: { folder, past }, known: { canLoad, quirks }, place }: Loading,
): Promise<Loaded> {
  const { session: sessionId } = past;
  if (!canLoad) return { refusal: "The agent cannot load a session." };
  if (sessionId === null) return { refusal: "The agent has no session of this conversation here." };
  // What was said in it is short, and told soon: that is better than to wait until the minute is over.
  if (quirks.losesSessionWithinMinute && (await wasMadeThisMinute(folder, sessionId)))
    return {
      refusal: "The agent would lose its session, which was made within this minute, if it loaded it.",
    };
  return replaySession(conversation, { sessionId, place, quirks, past });
}

type Replaying = {
  readonly sessionId: string;
  readonly place: acp.NewSessionRequest;
  readonly quirks: Quirks;
  readonly past: AgentPast;
};

async function replaySession(
  conversation: Conversation,
  { sessionId, place, quirks, past }: Replaying,
): Promise<Loaded> {
  const replay = new Replay();
  conversation.replay = replay;
  try {
    await conversation.connection.agent.request("session/load", { sessionId, ...place });
    await awaitQuiet(conversation, quirks.replayQuietMs);
    const { messages } = await past.read();
    const missing = findMissing(replay.items, messages);
    if (missing.some(({ role }) => role !== "assistant")) {
      conversation.dismissedSession = sessionId;
      return { refusal: "The session that it loaded lacks the end of the conversation." };
    }
    const words = missing.map(({ content }) => content).join("\n\n");
    return { sessionId, missing: words === "" ? null : `${LOST_WORDS}\n\n${words}` };
  } catch (error) {
    if (!(error instanceof acp.RequestError)) throw error;
    return { refusal: `The agent did not load its session: ${wordsOf(error)}.` };
  } finally {
    conversation.replay = null;
  }
}

const details = z.object({ details: z.string() });

/** Some tell what it was only beside an error that says nothing. */
const wordsOf = ({ message, data }: acp.RequestError): string =>
  [message, details.safeParse(data).data?.details.replace(/\.$/, "")].filter(Boolean).join(": ");

const LOST_WORDS =
  "You also said this before you were interrupted; your own record of the conversation lacks it:";

const longestReplayMs = 5000;

/** Some agents answer before they have replayed everything. */
async function awaitQuiet(conversation: Conversation, quietMs: number): Promise<void> {
  for (
    let waitedMs = 0, seen = -1;
    seen !== conversation.updates && waitedMs < longestReplayMs;
    waitedMs += quietMs
  ) {
    seen = conversation.updates;
    await sleep(quietMs);
  }
}
