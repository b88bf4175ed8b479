// Daemons over HTTP, and how a new one joins.
import { EFFORTS } from "@makima/core/agent";
import { z } from "zod";
import { endpoint } from "../http/endpoint.ts";
import { closed, count, id, listOf, none, page, text, time } from "../shapes/shapes.ts";

export const agentShape = z.object({
  name: z.string(),
  driver: z.string(),
  version: z.string().nullable(),
  ready: z.boolean(),
  problem: z.string().nullable(),
  /** when the file of its login was written last; null where there is none or nothing tells */
  loginAt: time.nullable().optional(),
  /** the efforts that it knows; null where only its session tells */
  efforts: z.array(z.enum(EFFORTS)).readonly().nullable().optional(),
});
export type Agent = z.infer<typeof agentShape>;

export const daemonShape = z.object({
  id,
  name: z.string(),
  status: z.enum(["online", "draining", "offline"]),
  agents: z.array(agentShape),
  tasks: count,
  maxTasks: count,
  /** why it starts no agent at the moment; null while it does */
  strain: z.string().nullable(),
  lastSeenAt: time.nullable(),
  /** since when a person wants it empty; it stays so over its restarts, until that is undone */
  drainAskedAt: time.nullable(),
  /** nothing runs there any more, and nothing new will: it may be stopped */
  drained: z.boolean(),
  /** checkpoints of its machine that no other one could have yet */
  unbundled: z.object({ count, oldestAt: time.nullable() }),
});
export type Daemon = z.infer<typeof daemonShape>;

/** Runs of active contracts that were interrupted: not restored yet, held for a person, and restored in the last ten minutes. */
const recovery = z.object({ left: count, held: count, restored: count });
export type Recovery = z.infer<typeof recovery>;

export const daemonEndpoints = {
  listDaemons: endpoint({
    method: "GET",
    path: "/mesh/daemons",
    summary:
      "The owner's daemons with their agents and load, and how far a restoration of many runs has come",
    scope: "read",
    params: none,
    query: closed(page),
    body: none,
    answer: listOf(daemonShape).extend({ recovery }),
    status: 200,
    errors: ["INVALID_CURSOR"],
  }),
  drainDaemon: endpoint({
    method: "POST",
    path: "/mesh/daemons/{id}/drain",
    summary: "Move the work away from a daemon, losing nothing; `undo` makes it take work again",
    scope: "owner",
    params: closed({ id }),
    query: none,
    body: closed({ undo: z.boolean().default(false) }),
    answer: daemonShape,
    status: 200,
    errors: ["NOT_FOUND"],
  }),
  createJoinToken: endpoint({
    method: "POST",
    path: "/mesh/join-tokens",
    summary: "A token with which one daemon joins, once, within ten minutes",
    scope: "owner",
    params: none,
    query: none,
    body: none,
    answer: z.object({ id, token: z.string(), expiresAt: time }),
    status: 201,
    errors: [],
  }),
  getOperation: endpoint({
    method: "GET",
    path: "/operations/{id}",
    summary: "What became of a call that was answered with 202",
    scope: "read",
    params: closed({ id }),
    query: none,
    body: none,
    answer: z.object({
      id,
      status: z.enum(["pending", "done", "failed"]),
      result: z.unknown(),
      createdAt: time,
      finishedAt: time.nullable(),
    }),
    status: 200,
    errors: ["NOT_FOUND"],
  }),
};

/** POST /api/v1/mesh/join, the one call that takes a join token as its bearer: a token and a public key for an identity. */
export const joinRequest = closed({
  name: text({ min: 1, max: 200 }),
  /** Ed25519, SPKI in DER, base64 */
  publicKey: z.base64().max(500),
});
export type JoinRequest = z.infer<typeof joinRequest>;
export const joinAnswer = z.object({ daemonId: id, ownerId: id });
