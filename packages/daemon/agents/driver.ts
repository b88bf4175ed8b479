// What the daemon needs of an agent program, whatever protocol it speaks.

import type { Effort } from "@makima/core/agent";
import type { AgentFault } from "@makima/protocol/mesh";
import type { LaunchedAgent } from "../processes/launch-agent.ts";
import type { ToolResult } from "../tools/tool-door.ts";
import type { AgentPast, PastResult, Rung } from "./past.ts";

export interface AgentDriver {
  readonly kind: string;
  /** How long its agents can be told to think; null: each session tells. */
  readonly efforts: readonly Effort[] | null;
  /**
   * Starts the agent and makes it ready for prompts: handshake, then its past on the highest rung that holds, else a new session.
   * Throws `AgentFailed` when that does not come about within the time.
   */
  open(options: AgentOptions): Promise<AgentSession>;
}

export interface AgentOptions {
  /** Starts the program of the agent; called again, it ends the one before it first: a lower rung may need another start. */
  readonly launch: (extra?: LaunchExtra) => Promise<LaunchedAgent>;
  readonly cwd: string;
  /** A folder of this task alone, the same for each of its runs here, that the agent may write: for transcripts that are made for it. */
  readonly folder: string;
  /** The run's; a file that only this run may write has it in its name. */
  readonly epoch: number;
  readonly tools: AgentTools;
  /** The model by the agent's own name for it; null: the agent's choice. */
  readonly model: string | null;
  /** How long it shall think; null: the agent's choice. */
  readonly effort?: Effort | null;
  /** What the repository brings for the agent (hooks, settings, MCP servers) runs; else the driver sees to it that none of it does. */
  readonly trustRepository?: boolean;
  readonly past: AgentPast;
  readonly handshakeMs: number;
  /** Awaited one after the other: an agent that says more than can be kept is slowed down. */
  readonly onEvent: (event: AgentEvent) => Promise<void>;
  /**
   * Lines of the agent's own transcript, verbatim, in its order, also those that the driver puts there itself; kept so that another machine can go on from
   * them. All of a turn's are given before its `prompt` resolves. A transcript that does not continue the one before has another `session`.
   */
  readonly onTranscript: (transcript: { session: string; lines: readonly string[] }) => Promise<void>;
  /** Answers with the chosen option's id, or null for a refusal. */
  readonly onPermission: (request: PermissionRequest) => Promise<string | null>;
}

/** What a start adds to the configured command. */
export interface LaunchExtra {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Other words in the place of one of the configured command; `CommandLacksWord` is thrown for a command without it. */
  readonly instead?: { readonly word: string; readonly by: readonly string[] };
  /** Only where no sandbox of ours is around it. */
  readonly envOutsideSandbox?: Readonly<Record<string, string>>;
}

/** Our tools: for agents that take them over HTTP, and for those whose driver hands them over in the agent's own pipe. */
interface AgentTools {
  /** MCP over streamable HTTP. */
  readonly url: string;
  readonly token: string;
  readonly descriptions: readonly ToolDescription[];
  /** A call with a key that is known joins the first one. A waiting tool answers `{status: "pending", …}` when its time is over. */
  readonly call: (call: { callKey: string; tool: string; input: unknown }) => Promise<ToolResult>;
}

export interface ToolDescription {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of an object */
  readonly inputSchema: Readonly<Record<string, unknown>> & { readonly type: "object" };
}

export interface AgentSession {
  /** The agent's own name of its session, to load it by. */
  readonly sessionId: string;
  readonly rung: Rung;
  /** Why it is no better one, for people; a sentence. */
  readonly rungReason?: string;
  /** What was wrong with a transcript and was put right before the agent read it, for people; a sentence each. */
  readonly repairs?: readonly string[];
  readonly capabilities: AgentCapabilities;
  /** Files with a repository's instructions that its agent reads where the repository is trusted, and does not read now; the first one counts. */
  readonly unreadInstructions?: readonly string[];
  /** Its program ended with consent, while it waits for a person or for tasks; the next prompt starts it again. */
  readonly isAsleep: boolean;
  /**
   * One turn. Every event of it has been handled when this resolves.
   * Throws `TurnFailed` when the agent answers with an error, `AgentFailed` when it is gone.
   */
  prompt(words: TurnWords): Promise<TurnEnd>;
  /** Asks the agent to end its turn; the turn then resolves with `cancelled`. */
  cancel(): Promise<void>;
  /**
   * Gives a message to the turn that runs, where `canSteer`. That the agent has taken it in is told with an event; one that it has not by the turn's
   * end it never will. Throws `TurnFailed` when no turn runs that could hear it.
   */
  steer?(message: SteeringMessage): Promise<void>;
}

export interface SteeringMessage {
  /** A UUID of ours, by which the agent names it. */
  readonly messageId: string;
  readonly text: string;
}

/** What a turn begins with: everything as words, and the same for an agent whose open calls can take their results. */
export interface TurnWords {
  readonly text: string;
  /** `text` is what is left to say beside the results; null: nothing, the agent goes on by itself. */
  readonly injection: { readonly results: readonly PastResult[]; readonly text: string | null } | null;
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
  /** A message that was given to the running turn is part of the agent's conversation from here on. */
  | { readonly kind: "heard"; readonly messageId: string }
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

/** The agent lives and answered its prompt with an error; `fault` says of which kind, `message` holds its own words. */
export class TurnFailed extends Error {
  override readonly name = "TurnFailed";
  readonly fault: AgentFault;

  constructor(message: string, options: { cause?: unknown; fault?: AgentFault } = {}) {
    super(message, { cause: options.cause });
    this.fault = options.fault ?? { kind: "other", resetAt: null };
  }
}
