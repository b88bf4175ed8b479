// What a verb gets to work with, and what it gives back.
import type { AgentContext, SessionUpdate, StopReason } from "@agentclientprotocol/sdk";
import type { Observation } from "../evidence/open-evidence.ts";
import type { Pending } from "../news/settle-pending.ts";
import type { Session } from "../session/session.ts";
import type { ToolServers } from "../tools/tool-servers.ts";

export interface StepContext {
  session: Session;
  /** `step-<place>-<pass>-<random>`: place and pass tell which step it was, also after a restoration. */
  toolCallId: string;
  /** The step had begun before a crash, and nobody knows how far it came. */
  isRerun: boolean;
  signal: AbortSignal;
  client: AgentContext;
  tools: ToolServers;
  /** Sends one `session/update` of this session. */
  send: (update: SessionUpdate) => Promise<void>;
  /** Writes evidence of this step; to be called before the thing is done. */
  note: (observation: Observation) => void;
}

/** The part that lives as long as the turn; each step gets its own part beside it. */
export type TurnContext = Omit<StepContext, "toolCallId" | "isRerun"> & {
  /** Keeps the session, so that it can be loaded as it stands now. */
  save: () => void;
};

export type StepOutcome =
  /** `announce` tells the client, after the completed step has been kept. */
  | { kind: "done"; value?: unknown; announce?: () => Promise<void> }
  /** The turn ends; a later prompt brings the result. */
  | { kind: "pending"; pending: Pending; announce: () => Promise<void> }
  /** The step is done, and with it the turn. */
  | { kind: "stop"; stopReason: StopReason }
  /** The step is done; undefined goes on with the next one. */
  | { kind: "jump"; to: string | undefined };
