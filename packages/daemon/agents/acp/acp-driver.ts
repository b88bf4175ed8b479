// The driver of agents that speak ACP, version 1.
import type { AgentDriver, AgentOptions, AgentSession, TurnEnd } from "../driver.ts";
import type { Rung } from "../past.ts";
import { asFailure } from "./as-failure.ts";
import { type Conversation, dismiss } from "./conversation.ts";
import { importSession } from "./import-session.ts";
import { loadSession, placeOf } from "./load-session.ts";
import { noteMinute } from "./session-minute.ts";
import { setOptions } from "./set-options.ts";
import { startProgram } from "./start-program.ts";

export const acpDriver: AgentDriver = {
  kind: "acp",
  efforts: null,
  async open(options) {
    const first = await startProgram(options, { begin: (started) => beginSession(started, options) });
    if ("rung" in first) return sessionOf(first);
    const { importing, refusal } = first;
    const imported = await importSession(options, importing);
    if ("sessionId" in imported) return sessionOf({ ...imported, rung: "rebuilt", reason: refusal });
    const reason = `${refusal} ${imported.refusal}`;
    const begin = (started: Conversation) => newSession(started, { options, reason });
    return sessionOf(await startProgram(options, { begin }));
  },
};

type Opened = {
  readonly conversation: Conversation;
  readonly sessionId: string;
  readonly rung: Rung;
  /** Why it is no better one. */
  readonly reason: string | null;
  /** Words that bring the agent what its session lacks. */
  readonly missing?: string | null;
  /** The results that its first prompt is to bring stand in their calls. */
  readonly holdsResults?: boolean;
};
/** The program has to be started with a session that is made for it. */
type Unopened = {
  readonly importing: NonNullable<Conversation["quirks"]["importing"]>;
  readonly refusal: string;
};

async function beginSession(conversation: Conversation, options: AgentOptions): Promise<Opened | Unopened> {
  if (!options.past.exists) return newSession(conversation, { options, reason: null });
  const loaded = await loadSession(conversation, options);
  if ("sessionId" in loaded) return { conversation, ...loaded, rung: "loaded", reason: null };
  const { importing } = conversation.quirks;
  if (importing !== null) {
    await dismiss(conversation);
    return { importing, refusal: loaded.refusal };
  }
  const reason = `${loaded.refusal} It takes no session that it did not make itself.`;
  return newSession(conversation, { options, reason });
}

async function newSession(
  conversation: Conversation,
  { options, reason }: { options: AgentOptions; reason: string | null },
): Promise<Opened> {
  const offer = await conversation.connection.agent.request("session/new", placeOf(options));
  const { sessionId } = offer;
  await setOptions(conversation, { sessionId, offer }, options);
  if (conversation.quirks.losesSessionWithinMinute) await noteMinute(options.folder, sessionId);
  return { conversation, sessionId, rung: options.past.exists ? "told" : "new", reason };
}

function sessionOf({
  conversation,
  sessionId,
  rung,
  reason,
  missing = null,
  holdsResults = false,
}: Opened): AgentSession {
  let unknownToIt = missing;
  let isHeld = holdsResults;
  return {
    sessionId,
    rung,
    ...(reason === null ? {} : { rungReason: reason }),
    isAsleep: false,
    capabilities: { canLoad: conversation.canLoad, canInjectResult: false, canSteer: false },
    async prompt({ text: all, injection }) {
      const text = isHeld && injection !== null ? (injection.text ?? "Go on.") : all;
      isHeld = false;
      const words = unknownToIt === null ? text : `${unknownToIt}\n\n${text}`;
      unknownToIt = null;
      const { calls, quirks } = conversation;
      try {
        return await promptAgent(conversation, { sessionId, text: words });
      } catch (error) {
        if (quirks.forgetsFailedPrompts && conversation.calls === calls) unknownToIt = words;
        throw error;
      }
    },
    cancel: () => conversation.connection.agent.notify("session/cancel", { sessionId }),
  };
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
