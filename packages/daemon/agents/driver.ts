// What the daemon needs of an agent program, whatever protocol it speaks.
import type { LaunchedAgent } from "../processes/launch-agent.ts";

export interface AgentDriver {
  readonly kind: string;
  /**
   * Makes the agent ready for prompts: handshake, then its own session loaded where it can, else a new one.
   * Throws `AgentFailed` when that does not come about within the time.
   */
  open(options: AgentOptions): Promise<AgentSession>;
}

export interface AgentOptions {
  readonly agent: LaunchedAgent;
  readonly cwd: string;
  /** Where the agent finds our tools: MCP over streamable HTTP. */
  readonly tools: { readonly url: string; readonly token: string };
  /** The agent's own session of an earlier run. */
  readonly sessionToLoad: string | null;
  readonly handshakeMs: number;
  /** Awaited one after the other: an agent that says more than can be kept is slowed down. */
  readonly onEvent: (event: AgentEvent) => Promise<void>;
  /** Answers with the chosen option's id, or null for a refusal. */
  readonly onPermission: (request: PermissionRequest) => Promise<string | null>;
}

export interface AgentSession {
  /** The agent's own name of its session, to load it by. */
  readonly sessionId: string;
  readonly isLoaded: boolean;
  readonly capabilities: AgentCapabilities;
  /**
   * One turn. Every event of it has been handled when this resolves.
   * Throws `TurnFailed` when the agent answers with an error, `AgentFailed` when it is gone.
   */
  prompt(text: string): Promise<TurnEnd>;
  /** Asks the agent to end its turn; the turn then resolves with `cancelled`. */
  cancel(): Promise<void>;
}

interface AgentCapabilities {
  /** Its session of an earlier process can be loaded. */
  readonly canLoad: boolean;
  /** A result can be put into a call that was open when its process ended. */
  readonly canInjectResult: boolean;
  /** A message can be given to it while a turn runs. */
  readonly canSteer: boolean;
}

type StopReason = "end_turn" | "max_tokens" | "max_turn_requests" | "refusal" | "cancelled";

export interface TurnEnd {
  readonly stopReason: StopReason;
  /** What this turn used, by name; null when the agent does not tell. */
  readonly usage: Readonly<Record<string, number>> | null;
}

type ToolState = "pending" | "in_progress" | "completed" | "failed";

export type AgentEvent =
  /** Pieces with different message ids are different messages; one without an id goes on with what was being said. */
  | {
      readonly kind: "text";
      readonly role: "assistant" | "thinking";
      readonly text: string;
      readonly messageId?: string;
    }
  /** A call of a tool, or news of it: only what is given has changed. `text` is its whole output, as shown now. */
  | {
      readonly kind: "tool";
      readonly toolCallId: string;
      readonly title?: string;
      readonly name?: string;
      readonly toolKind?: string;
      readonly state?: ToolState;
      readonly input?: unknown;
      readonly text?: string;
      readonly output?: unknown;
    }
  /** What the program prints beside the protocol. */
  | { readonly kind: "noise"; readonly text: string };

export interface PermissionRequest {
  readonly title: string;
  readonly name: string | null;
  readonly toolCallId: string | null;
  readonly toolKind: string | null;
  /** Files that the call is about. */
  readonly paths: readonly string[];
  readonly input: unknown;
  readonly options: readonly { readonly id: string; readonly name: string; readonly kind: string }[];
  /** Aborted when the agent no longer waits for the answer. */
  readonly signal: AbortSignal;
}

/** The agent is gone or never came up; a new process may do better. */
export class AgentFailed extends Error {
  override readonly name = "AgentFailed";
}

/** The agent lives and answered its prompt with an error. */
export class TurnFailed extends Error {
  override readonly name = "TurnFailed";
}
