// What an agent gets back of a task's past, from the best thing to the least.
import type { Rung } from "@makima/core/restoration";

export interface AgentPast {
  /** False on a task's first run: there is nothing to get back. */
  readonly exists: boolean;
  /** The agent's own session of an earlier run on this machine; null where the conversation was moved since, or another kind of agent held it. */
  readonly session: string | null;
  /** Results of calls that were open when the last run ended; an agent that takes one in its call needs no words about it. */
  readonly results: readonly PastResult[];
  /** Reads what the server keeps; asked only when the agent's own session will not do. Throws `PastRefused` when the run is over. */
  read(): Promise<PastMaterials>;
}

export interface PastResult {
  /** The call's key as the tool door recorded it; the agent's own id of the call where it gives one. */
  readonly callKey: string;
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly result: unknown;
  readonly isError: boolean;
}

export interface PastMaterials {
  /** The conversation as a prompt, for an agent that can be given nothing else. */
  readonly text: string;
  /** The conversation up to its head, oldest first. */
  readonly messages: readonly PastMessage[];
  /** What this kind of agent wrote as its own transcript, line by line as it wrote it; null where there is none that ends at the head. */
  readonly transcript: PastTranscript | null;
}

export interface PastTranscript {
  readonly session: string;
  readonly lines: readonly string[];
  /** Places of lines, from 0, in which a secret was replaced by a mark: what its provider signed there (thinking, say) is not valid any more. */
  readonly redacted?: readonly number[];
}

interface PastMessage {
  /** The run that it is of: a result of a later run than its call was put there by makima, and the agent has not seen it. */
  readonly epoch?: number;
  readonly role: "user" | "assistant" | "thinking" | "tool_call" | "tool_result" | "notice";
  readonly content: string;
  readonly toolCallId: string | null;
  readonly toolName: string | null;
  readonly toolInput: unknown;
  readonly isError: boolean;
  /** ISO 8601 */
  readonly createdAt: string;
}

/**
 * How an agent got its past back: `loaded` its own session on this machine, `materialised` its own transcript brought from the server, `rebuilt` a
 * session of its own kind made from our messages, `told` a fresh session that is given the past as words, `new` where there was none.
 */
export type { Rung };
