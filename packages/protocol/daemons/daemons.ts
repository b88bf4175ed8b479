// Daemons over HTTP, and how a new one joins.
import { z } from "zod";
import { endpoint } from "../http/endpoint.ts";
import { closed, count, id, listOf, none, page, text, time } from "../shapes/shapes.ts";

export const agentShape = z.object({
  name: z.string(),
  driver: z.string(),
  version: z.string().nullable(),
  ready: z.boolean(),
  problem: z.string().nullable(),
});
export type Agent = z.infer<typeof agentShape>;

export const daemonShape = z.object({
  id,
  name: z.string(),
  status: z.enum(["online", "draining", "offline"]),
  agents: z.array(agentShape),
  tasks: count,
  maxTasks: count,
  lastSeenAt: time.nullable(),
  /** checkpoints of its machine that no other one could have yet */
  unbundled: z.object({ count, oldestAt: time.nullable() }),
});
export type Daemon = z.infer<typeof daemonShape>;

export const daemonEndpoints = {
  listDaemons: endpoint({
    method: "GET",
    path: "/mesh/daemons",
    summary: "The owner's daemons with their agents and load",
    scope: "read",
    params: none,
    query: closed(page),
    body: none,
    answer: listOf(daemonShape),
    status: 200,
    errors: ["INVALID_CURSOR"],
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
