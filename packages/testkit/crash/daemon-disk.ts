// What a stand-in daemon has on its disk: it outlives every kill, and everything else of the daemon does not.
import type { MeshCommand, MeshRecord, Spooled } from "@makima/protocol/mesh";
import type { AgentLine } from "../agent-log.ts";
import type { Evidence } from "../history/evidence.ts";

/** What the agent's own session remembers. */
export type AgentMemory = {
  /** results by the name of the step that they ended */
  done: Record<string, unknown>;
  /** steps whose result was "pending" and comes with a later turn */
  pending: string[];
  /** tasks that have ended, as it was told */
  ended: string[];
};

export type DaemonDisk = {
  spool: Spooled[];
  acknowledged: number;
  journal: Map<string, { command: MeshCommand; isFinished: boolean }>;
  sessions: Map<string, AgentMemory>;
  /** tasks whose session got a prompt that nothing followed yet */
  unanswered: Map<string, string>;
  /** by task: whether its agent has written something in its worktree */
  worktrees: Map<string, boolean>;
  refs: { ref: string; commit: string; tree: string }[];
  merged: Map<string, string>;
  steps: Evidence["daemonSteps"][number]["steps"];
  agentLog: AgentLine[];
};

export const newDisk = (): DaemonDisk => ({
  spool: [],
  acknowledged: 0,
  journal: new Map(),
  sessions: new Map(),
  unanswered: new Map(),
  worktrees: new Map(),
  refs: [],
  merged: new Map(),
  steps: [],
  agentLog: [],
});

export function spool(disk: DaemonDisk, record: MeshRecord): Spooled {
  const spooled = { seq: disk.spool.length + 1, record };
  disk.spool.push(spooled);
  return spooled;
}

export const openRecords = ({ spool: records, acknowledged }: DaemonDisk): Spooled[] =>
  records.slice(acknowledged);
