// What the operations on runs need of the rest of the daemon.
import type { MeshRecord, PastAsk, RunRef } from "@makima/protocol/mesh";
import type { Logger } from "pino";
import type { AgentDriver } from "../agents/driver.ts";
import type { Bringing } from "../bundles/bring-commits.ts";
import type { AgentConfig } from "../config.ts";
import type { Lease } from "../lease/lease.ts";
import type { Delta } from "../link/outlook.ts";
import type { LaunchParts } from "../processes/launch-agent.ts";
import type { Redact } from "../spool/redact.ts";
import type { ToolServer } from "../tools/tool-server.ts";
import type { Store } from "../worktrees/worktrees.ts";

export interface RunParts {
  readonly store: Store;
  readonly lease: Lease;
  readonly toolServer: ToolServer;
  readonly launch: LaunchParts;
  readonly agents: Readonly<Record<string, AgentConfig>>;
  readonly drivers: Readonly<Record<AgentConfig["driver"], AgentDriver>>;
  readonly toolWaitMs: number;
  readonly outputLimitBytes: number;
  readonly log: Logger;
  append(record: MeshRecord, options?: { sync: boolean }): Promise<void>;
  sendDelta(delta: Delta): void;
  /** Gives the commits that the mirror lacks and that no bundle at the server holds. */
  bring(bringing: Bringing): Promise<ReadonlySet<string>>;
  /** A checkout stands, or is changed by a run. */
  onWorktree(taskId: string): void;
  /** A checkpoint was made and told. */
  onCheckpoint(): void;
  /** The version of an agent's program as it is on disk now; null where it does not tell. */
  versionOf(agent: string): Promise<string | null>;
  /** Throws `PastRefused` when the run is over, as `requestPage` does. */
  requestPast(run: RunRef, signal: AbortSignal): Promise<string>;
  /** In the shape that belongs to what is asked for. */
  requestPage(ask: PastAsk, signal: AbortSignal): Promise<unknown>;
  /** What is said of a secret in place of it. */
  redact: Redact;
}

/** A run could not begin; `reason` is for the server, the message for people. */
export class RunFailed extends Error {
  override readonly name = "RunFailed";
  readonly reason: "handshake_failed" | "worktree_failed" | "bundle_missing" | "setup_failed";

  constructor(reason: RunFailed["reason"], message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}
