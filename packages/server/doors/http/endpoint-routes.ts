// Makes a route of every endpoint in the table: who may call, what was asked, one operation, one answer.
import { Refusal } from "@makima/protocol/errors";
import { API_ROOT, type Endpoint, type EndpointName, endpoints } from "@makima/protocol/http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Pending } from "../../pending.ts";
import { sha256 } from "../../ports/ids.ts";
import type { Principal, World } from "../../world.ts";
import { type Authenticate, tokenOf } from "./authenticate.ts";
import { finishers, handlers } from "./handlers.ts";
import { type Answer, runOnce } from "./idempotency/run-once.ts";
import { type Parts, parseInput } from "./parse-input.ts";

type Operation = (world: World, principal: Principal, input: Parts) => Promise<unknown>;
type Finish = (world: World, principal: Principal, soFar: unknown) => Promise<unknown>;

/** Their answers hold a secret that is shown once and kept nowhere. */
const SECRET_ANSWERS: ReadonlySet<EndpointName> = new Set([
  "createKey",
  "createJoinToken",
  "createSignInLink",
  "createStreamTicket",
]);

export function addEndpointRoutes(app: FastifyInstance, world: World, authenticate: Authenticate): void {
  const principals = new WeakMap<FastifyRequest, Principal>();
  // The table's type has proved that each operation takes its endpoint's input, which the door has parsed.
  for (const [name, operation] of Object.entries(handlers) as [EndpointName, Operation][]) {
    const endpoint: Endpoint = endpoints[name];
    app.route({
      method: endpoint.method,
      url: `${API_ROOT}${routePath(endpoint.path)}`,
      // Before the body is read, so that a stranger's megabytes are never parsed.
      onRequest: async (request) => {
        const principal = await authenticate(request.headers);
        checkScope(endpoint, principal);
        principals.set(request, principal);
      },
      handler: async (request, reply) => {
        const principal = principals.get(request);
        if (principal === undefined) throw new Error("a request came past its authentication");
        const input = parseInput(endpoint, request);
        if (endpoint.method !== "GET") refuseWhenFull(world);
        const call = { name, endpoint, principal, input, operation };
        return send(reply, await answer(world, request, call));
      },
    });
  }
}

export const routePath = (path: string): string => path.replace(/\{(\w+)\}/g, ":$1");

/** Before the disk is really full, for that would end the database. */
export function refuseWhenFull({ space }: World): void {
  if (space.isFull())
    throw new Refusal("STORAGE_FULL", "the server's disk is nearly full, and nothing more is written");
}

function checkScope(endpoint: Endpoint, principal: Principal): void {
  if (endpoint.scope === "read" || principal.scope === "owner") return;
  throw new Refusal("SCOPE", "this key may only read");
}

type Call = {
  name: EndpointName;
  endpoint: Endpoint;
  principal: Principal;
  input: Parts;
  operation: Operation;
};

async function answer(world: World, request: FastifyRequest, call: Call): Promise<Answer> {
  const { name, endpoint, principal, input, operation } = call;
  const key = endpoint.method === "GET" ? null : idempotencyKeyOf(request);
  if (key === null) {
    const result = await operation(world, principal, input);
    return result instanceof Pending
      ? { status: 202, body: { operationId: result.operationId } }
      : { status: endpoint.status, body: result };
  }
  // What is recorded has the shape of the endpoint's answer.
  const finish = finishers[name] as Finish | undefined;
  const once = {
    ownerId: principal.ownerId,
    route: name,
    key,
    hash: sha256(JSON.stringify(input)),
    status: endpoint.status,
    isAnswer: (value: unknown) => endpoint.answer.safeParse(value).success,
    sealWith: SECRET_ANSWERS.has(name) ? `${key} ${tokenOf(request.headers) ?? ""}` : null,
    ...(finish && { finish: (soFar: unknown) => finish(world, principal, soFar) }),
  };
  return runOnce(world.db, once, (db) => operation({ ...world, db }, principal, input));
}

function idempotencyKeyOf({ headers }: FastifyRequest): string | null {
  const key = headers["idempotency-key"];
  if (key === undefined) return null;
  if (typeof key === "string" && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  const message = "must be 1 to 255 printable characters without spaces";
  throw new Refusal("VALIDATION", `Idempotency-Key: ${message}`, {
    fields: [{ field: "Idempotency-Key", message }],
  });
}

const send = (reply: FastifyReply, { status, body }: Answer): FastifyReply => reply.code(status).send(body);
