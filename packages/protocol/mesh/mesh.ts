// The frames of the mesh: one WebSocket from each daemon to a server, at /api/v1/mesh/link.
//
//   server: challenge            → daemon: hello (signed)        → server: welcome | refused
//   daemon: records … caught_up  → server: ack …, ready          (its spool first, under the old epochs)
//   then both ways until the socket closes: records/ack, command/ack_commands, heartbeat/heartbeat_ack, request/response, delta
import { z } from "zod";
import { agentShape } from "../daemons/daemons.ts";
import { count, id } from "../shapes/shapes.ts";
import { meshCommand } from "./commands.ts";
import { pastAsk } from "./past.ts";
import { spooled } from "./records.ts";

export { type AgentFault, agentFault } from "./agent-fault.ts";
export * from "./bundles.ts";
export { fileResult, filesResult, MOST_LISTED } from "./code-commands.ts";
export * from "./commands.ts";
export * from "./past.ts";
export * from "./records.ts";
export { previewResult, rewindResult } from "./rewind-commands.ts";
export type { SentCheckpoint } from "./sent-checkpoint.ts";
export * from "./worktrees.ts";

/** A program refuses a peer of another version, and says which of the two to update. */
export const MESH_VERSION = 1;

export const MESH_PATH = "/mesh/link";

/** What a daemon signs (Ed25519) to prove who it is: the nonce of this connection, its identity and its boot. */
export const signedText = (at: { nonce: string; daemonId: string; bootId: string }): string =>
  `makima-mesh-${MESH_VERSION}:${at.nonce}:${at.daemonId}:${at.bootId}`;

const runRef = z.object({ taskId: id, epoch: z.int().min(1) });
export type RunRef = z.infer<typeof runRef>;

const hello = z.object({
  kind: z.literal("hello"),
  version: z.int(),
  program: z.string().max(100),
  daemonId: id,
  /** new at each start of the daemon's program */
  bootId: id,
  /** base64 of the signature over signedText */
  signature: z.base64().max(200),
  /** the machine's own id: daemons of one machine see the same paths */
  machine: z.string().max(200).nullable().default(null),
  agents: z.array(agentShape).max(100),
  maxTasks: count,
  /** how many agents it starts at the same time; null: it names no limit */
  startsAtOnce: z.int().min(1).nullable().default(null),
  /** the runs whose agent's process lives, or is about to be started by this very process */
  live: z.array(runRef).max(100_000),
});

const heartbeat = z.object({
  kind: z.literal("heartbeat"),
  /** the daemon's monotonic clock; it comes back in the acknowledgement, so that the lease is counted from when this was sent */
  sentAtMs: z.number(),
  /** why it starts no agent at the moment, for people; null while it does */
  strain: z.string().max(500).nullable().default(null),
  /** where they are otherwise than they were told last on this connection */
  agents: z.array(agentShape).max(100).optional(),
  /** how many runs have a process there, named or not */
  processes: count,
  /** `runs` names every run of the daemon, so that those that are over for the server can be told; else only those with something new */
  isWhole: z.boolean().default(true),
  runs: z
    .array(
      z.object({
        ...runRef.shape,
        version: count,
        activity: z.string().max(500),
        progress: z.int().min(0).max(100),
        pendingTaskIds: z.array(id),
      }),
    )
    .max(100_000),
});

const delta = z.object({
  kind: z.literal("delta"),
  ...runRef.shape,
  role: z.enum(["assistant", "thinking"]),
  /** which message it will become: the source of the message that follows */
  source: z.int().min(1),
  text: z.string().max(65_536),
});

const request = z.object({
  kind: z.literal("request"),
  id: z.int(),
  ask: pastAsk,
});

export const daemonFrame = z.discriminatedUnion("kind", [
  hello,
  z.object({ kind: z.literal("records"), records: z.array(spooled).min(1).max(1000) }),
  z.object({ kind: z.literal("caught_up") }),
  z.object({ kind: z.literal("ack_commands"), ids: z.array(id).min(1).max(1000) }),
  heartbeat,
  delta,
  request,
]);
export type DaemonFrame = z.infer<typeof daemonFrame>;

export const serverFrame = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("challenge"), nonce: z.string(), version: z.int() }),
  z.object({ kind: z.literal("welcome"), session: count, ownerId: id, leaseMs: count, heartbeatMs: count }),
  z.object({
    kind: z.literal("refused"),
    code: z.enum(["VERSION", "UNKNOWN_DAEMON", "BAD_SIGNATURE", "REVOKED", "REPLACED", "BAD_FRAME"]),
    message: z.string(),
  }),
  /** the spool is taken in and runs that were not listed are ended: new work follows */
  z.object({ kind: z.literal("ready") }),
  /** every record up to and including this one is committed */
  z.object({ kind: z.literal("ack"), upTo: count }),
  z.object({ kind: z.literal("command"), id, command: meshCommand }),
  /** `fenced`: of a whole heartbeat those runs that are over for the server; their agents are to be killed */
  z.object({
    kind: z.literal("heartbeat_ack"),
    sentAtMs: z.number(),
    leaseMs: count,
    fenced: z.array(runRef),
  }),
  z.object({
    kind: z.literal("response"),
    id: z.int(),
    ok: z.boolean(),
    text: z.string(),
    data: z.unknown().optional(),
  }),
]);
export type ServerFrame = z.infer<typeof serverFrame>;

export const MAX_FRAME_BYTES = 16 * 1024 * 1024;
