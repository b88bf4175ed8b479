// API keys over HTTP.
import { z } from "zod";
import { endpoint } from "../http/endpoint.ts";
import { closed, id, listOf, name, none, page, time } from "../shapes/shapes.ts";

const scope = z.enum(["owner", "read"]);

export const keyShape = z.object({
  id,
  name: z.string(),
  prefix: z.string(),
  scope,
  /** `session`: a browser that is signed in */
  kind: z.enum(["key", "session"]),
  createdAt: time,
  lastUsedAt: time.nullable(),
  /** null: it does not end by itself */
  expiresAt: time.nullable(),
  revokedAt: time.nullable(),
});
export type Key = z.infer<typeof keyShape>;

export const keyEndpoints = {
  listKeys: endpoint({
    method: "GET",
    path: "/keys",
    summary: "The owner's API keys, without their secrets",
    scope: "owner",
    params: none,
    query: closed(page),
    body: none,
    answer: listOf(keyShape),
    status: 200,
    errors: ["INVALID_CURSOR"],
  }),
  createKey: endpoint({
    method: "POST",
    path: "/keys",
    summary: "Make an API key; it is shown this once",
    scope: "owner",
    params: none,
    query: none,
    body: closed({ name, scope: scope.default("owner") }),
    answer: keyShape.extend({ key: z.string() }),
    status: 201,
    errors: ["VALIDATION"],
  }),
  revokeKey: endpoint({
    method: "DELETE",
    path: "/keys/{id}",
    summary: "Revoke an API key at once",
    scope: "owner",
    params: closed({ id }),
    query: none,
    body: none,
    answer: keyShape,
    status: 200,
    errors: ["NOT_FOUND"],
  }),
};
