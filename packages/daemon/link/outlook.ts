// What the link needs of the rest of the daemon, and what it offers to it.
import type { Agent } from "@makima/protocol/daemons";
import type { DaemonFrame, MeshCommand, RunRef } from "@makima/protocol/mesh";
import type { Logger } from "pino";
import type { Identity } from "../identity/ensure-identity.ts";
import type { CommandJournal } from "../journal/command-journal.ts";
import type { Lease } from "../lease/lease.ts";
import type { Spool } from "../spool/spool.ts";

export type Heartbeat = Extract<DaemonFrame, { kind: "heartbeat" }>["runs"][number];
export type Delta = Omit<Extract<DaemonFrame, { kind: "delta" }>, "kind">;

/** The daemon as the link sees it. */
export interface LinkParts {
  readonly url: string;
  readonly identity: Identity;
  readonly bootId: string;
  readonly machine: string | null;
  readonly maxTasks: number;
  readonly startsAtOnce: number;
  readonly spool: Pick<Spool, "ackedSeq" | "durableSeq" | "onDurable" | "read" | "ack">;
  readonly journal: Pick<CommandJournal, "accept">;
  readonly lease: Pick<Lease, "confirm" | "isHeld">;
  readonly log: Logger;
  /** As they were found last on this machine. */
  listAgents(): readonly Agent[];
  listLive(): readonly RunRef[];
  listHeartbeats(): readonly Heartbeat[];
  /** Why no agent is started here at the moment; null while they are. */
  strain(): string | null;
  /** The command is in the journal, and this is its first time. Must not throw. */
  act(command: { id: string; command: MeshCommand }): void;
  endFenced(runs: readonly RunRef[]): void;
  onReady(): void;
  /** The server has welcomed a connection under this number. */
  onSession(session: number): void;
  /** The server has taken in some of what was said. */
  onHeard(): void;
}

/** The server does not want this daemon, now or ever. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly code: string;

  constructor({ code, message }: { code: string; message: string }) {
    super(message);
    this.code = code;
  }
}
