// What a daemon has to say for good: each record is in its spool until the server has acknowledged it after its COMMIT.
// Every record of a run carries the run's epoch; one of an older epoch changes nothing.
import { OUTPUT_STREAMS } from "@makima/core/conversation";
import { RUNGS } from "@makima/core/restoration";
import { z } from "zod";
import { id } from "../shapes/shapes.ts";
import { agentFault } from "./agent-fault.ts";
import { transcriptRecord } from "./past.ts";
import { sentCheckpoint } from "./sent-checkpoint.ts";
import { worktreesRecord } from "./worktrees.ts";

const runOf = { taskId: id, epoch: z.int().min(1) };
const usage = z.record(z.string(), z.number());

/** `source` numbers a run's messages 1, 2, 3 …; it only removes doubles. */
const sentMessage = z.object({
  source: z.int().min(1),
  role: z.enum(["assistant", "thinking", "tool_call", "tool_result"]),
  content: z.string(),
  toolCallId: z.string().nullable().default(null),
  toolName: z.string().nullable().default(null),
  toolInput: z.unknown().optional(),
  isError: z.boolean().default(false),
  truncated: z.boolean().default(false),
  durationMs: z.int().min(0).nullable().default(null),
});
export type SentMessage = z.infer<typeof sentMessage>;

const sentOutput = z.object({
  source: z.int().min(1),
  stream: z.enum(OUTPUT_STREAMS),
  toolCallId: z.string().nullable().default(null),
  text: z.string(),
});
export type SentOutput = z.infer<typeof sentOutput>;

const STOP_REASONS = ["end_turn", "max_tokens", "max_turn_requests", "refusal", "cancelled"] as const;

const meshRecord = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("run_started"),
    ...runOf,
    agentSession: z.string().nullable(),
    /** of the program that was started; null where it does not tell */
    agentVersion: z.string().max(200).nullable().optional(),
    worktreePath: z.string(),
    /** the commit that the worktree was made from, in this run or an earlier one here */
    baseCommit: z
      .string()
      .regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/)
      .nullable()
      .optional(),
    /** how the agent got its past back: new = it had none */
    rung: z.enum(RUNGS),
    /** why no better one, or what speaks for this one */
    rungReason: z.string().max(1000).nullable().optional(),
    /** what was wrong with the transcript and was put right before the agent read it, a sentence each */
    repairs: z.array(z.string().max(1000)).max(100).optional(),
    /** a message can be given to its agent while a turn runs */
    canSteer: z.boolean().optional(),
  }),
  /** the agent's process is gone, or never came up; `detail` holds its last lines */
  z.object({
    kind: z.literal("run_ended"),
    ...runOf,
    /** `bundle_missing`: what the task begins from has not reached the server yet */
    reason: z.enum([
      "agent_ended",
      "handshake_failed",
      "worktree_failed",
      "bundle_missing",
      "setup_failed",
      "stopped",
    ]),
    detail: z.string(),
    /** why the agent would not begin, where its program told that it is no fault of its own */
    fault: agentFault.nullable().optional(),
  }),
  z.object({
    kind: z.literal("turn_ended"),
    ...runOf,
    turn: z.int().min(1),
    stopReason: z.enum(STOP_REASONS),
    usage: usage.nullable(),
    /** from the prompt to its end, by the daemon's clock that only grows */
    durationMs: z.int().min(0).optional(),
    error: z.string().nullable().default(null),
    /** what kind of error it was; null where there was none */
    fault: agentFault.nullable().optional(),
  }),
  /** the agent has taken in a message that a `steer` brought; in its place among what the agent says */
  z.object({ kind: z.literal("steered"), ...runOf, deliveryId: id }),
  z.object({ kind: z.literal("messages"), ...runOf, messages: z.array(sentMessage).min(1).max(1000) }),
  z.object({ kind: z.literal("output"), ...runOf, pieces: z.array(sentOutput).min(1).max(1000) }),
  z.object({ kind: z.literal("checkpoint"), ...runOf, checkpoint: sentCheckpoint }),
  z.object({
    kind: z.literal("tool_call"),
    ...runOf,
    callKey: z.string().min(1).max(300),
    tool: z.string(),
    input: z.record(z.string(), z.unknown()),
  }),
  /** the agent has waited for this call as long as it may: it gets what is there, or "pending" */
  z.object({ kind: z.literal("tool_overdue"), ...runOf, callKey: z.string().min(1).max(300) }),
  z.object({
    kind: z.literal("permission"),
    ...runOf,
    requestKey: z.string().min(1).max(300),
    title: z.string(),
    toolCallId: z.string().nullable(),
    /** as the agent names it, and of which kind it says that it is */
    toolName: z.string().nullable().optional(),
    toolKind: z.string().nullable().optional(),
    /** files that it is about */
    paths: z.array(z.string()).optional(),
    /** the daemon allows it by itself, unless a rule denies it */
    unlessDenied: z.boolean().optional(),
    input: z.unknown(),
    options: z
      .array(z.object({ id: z.string(), name: z.string(), kind: z.string() }))
      .min(1)
      .max(20),
  }),
  transcriptRecord,
  worktreesRecord,
  z.object({
    kind: z.literal("command_done"),
    commandId: id,
    result: z.union([
      z.object({ ok: z.literal(true), value: z.unknown() }),
      z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
    ]),
  }),
]);
export type MeshRecord = z.infer<typeof meshRecord>;

/** A record in the spool: numbered 1, 2, 3 … by the daemon, never reused. */
export const spooled = z.object({ seq: z.int().min(1), record: meshRecord });
export type Spooled = z.infer<typeof spooled>;
