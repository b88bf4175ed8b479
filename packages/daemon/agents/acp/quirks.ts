// What agents that speak ACP do differently than its words say, measured with the versions that tests/real-agents pins.

import type { LaunchExtra } from "../driver.ts";
import { composeGeminiSession } from "./rebuild/gemini-session.ts";
import { composeOpencodeSession } from "./rebuild/opencode-session.ts";
import type { Turn } from "./rebuild/rebuild-turns.ts";
import type { SessionFile, SessionPlace } from "./rebuild/session-file.ts";

export interface Quirks {
  /**
   * Its session is a file named after the minute in which it was made; a program that loads it within that minute, by this machine's clock, writes
   * into the same file that it is empty. Gemini CLI 0.61.0. (It loads a session once: the start after that deletes it, which its answer tells.)
   */
  readonly losesSessionWithinMinute: boolean;
  /** How long nothing must come until a replay counts as over: some answer `session/load` before they stream the history. */
  readonly replayQuietMs: number;
  /** The tool's name, where a call's id holds it and nothing else does. */
  readonly nameOfCall: (toolCallId: string) => string | null;
  /** It takes the prompt of a turn out of its session when the turn fails before its first call. */
  readonly forgetsFailedPrompts: boolean;
  /** A call that it asks leave for is told of by the request alone, until it has ended. */
  readonly tellsCallsByAsking: boolean;
  /** Null: it takes no session that it did not make itself. */
  readonly importing: Importing | null;
}

/** How a program is given a session that was made of our messages: by its own means for sessions that come from elsewhere. */
export interface Importing {
  readonly compose: (turns: readonly Turn[], place: SessionPlace) => SessionFile;
  /** What its model calls a tool of ours by. */
  readonly nameOurs: (tool: string) => string;
  /** `first`: the program is started for the import alone, and again when that is done. */
  readonly start: (path: string) => { readonly first: LaunchExtra | null; readonly then: LaunchExtra };
}

export const NO_QUIRKS: Quirks = {
  losesSessionWithinMinute: false,
  replayQuietMs: 100,
  nameOfCall: () => null,
  forgetsFailedPrompts: false,
  tellsCallsByAsking: false,
  importing: null,
};

/** By the `agentInfo.name` of the agent's answer to `initialize`. */
const BY_NAME: ReadonlyMap<string, Quirks> = new Map([
  [
    "gemini-cli",
    {
      losesSessionWithinMinute: true,
      replayQuietMs: 500,
      // `write_file__write_file_1795269733439_0`
      nameOfCall: (toolCallId) => /^(\w+?)__/.exec(toolCallId)?.[1] ?? null,
      forgetsFailedPrompts: true,
      tellsCallsByAsking: true,
      importing: {
        compose: composeGeminiSession,
        nameOurs: (tool) => `mcp_makima_${tool}`,
        start: (path) => ({ first: null, then: { args: ["--session-file", path] } }),
      },
    },
  ],
  [
    "OpenCode",
    {
      ...NO_QUIRKS,
      importing: {
        compose: composeOpencodeSession,
        nameOurs: (tool) => `makima_${tool}`,
        start: (path) => ({ first: { instead: { word: "acp", by: ["import", path] } }, then: {} }),
      },
    },
  ],
]);

export const quirksOf = (agentName: string | undefined): Quirks => BY_NAME.get(agentName ?? "") ?? NO_QUIRKS;

/**
 * Given to every program at its start outside a sandbox, when its name is not known yet; another one's variables mean nothing to it. OpenCode asks
 * nobody by itself: made to ask, it is answered by the same rules as the others. In a sandbox it would be allowed whatever it asks, and what the
 * person's own configuration denies must stay denied.
 */
export const ENVIRONMENT_OUTSIDE_SANDBOX: Readonly<Record<string, string>> = {
  OPENCODE_PERMISSION: JSON.stringify({ edit: "ask", bash: "ask", webfetch: "ask" }),
};
