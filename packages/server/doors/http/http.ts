// The HTTP door: what holds for every request, then the routes.
import rateLimit from "@fastify/rate-limit";
import { Refusal } from "@makima/protocol/errors";
import { API_ROOT, type Endpoint, endpoints } from "@makima/protocol/http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { World } from "../../world.ts";
import { answerError } from "./answer-error.ts";
import { type Authenticate, tokenOf } from "./authenticate.ts";
import { checkHost } from "./check-host.ts";
import { addEndpointRoutes, routePath } from "./endpoint-routes.ts";
import { addJoinRoute } from "./join-route.ts";
import { addOperatorRoutes, type Reports } from "./operator-routes.ts";
import { addSecurityHeaders } from "./security-headers.ts";
import { addSessionRoutes } from "./session-routes.ts";
import { addWebApp, isForPerson } from "./web-app.ts";

export { answerError, answerNoHttp } from "./answer-error.ts";
export { type Authenticate, createAuthenticate } from "./authenticate.ts";

export type HttpDoor = { authenticate: Authenticate; reports: Reports };

/** Registers what holds for every route first, the sockets' too; so this comes before the other doors. */
export async function openHttpDoor(app: FastifyInstance, world: World): Promise<void> {
  app.setErrorHandler(answerError);
  addSecurityHeaders(app);
  app.addHook("onRequest", async ({ headers }) => checkHost(headers, addressesOf(app, world)));
  takeJsonOnly(app);
  await app.register(rateLimit, {
    max: world.config.requestsPerSecond,
    timeWindow: 1_000,
    keyGenerator: ({ ip, headers }) => `${ip} ${tokenOf(headers)?.slice(0, 13) ?? ""}`,
    errorResponseBuilder: () => new Refusal("RATE_LIMITED", "too many requests in one second"),
  });
  const { sendPage } = addWebApp(app, world);
  app.setNotFoundHandler((request, reply) =>
    isForPerson(request) ? sendPage(reply) : refuseUnknownPath(request, reply),
  );
}

export function addHttpRoutes(app: FastifyInstance, world: World, { authenticate, reports }: HttpDoor): void {
  addOperatorRoutes(app, world, { authenticate, reports });
  addJoinRoute(app, world);
  addSessionRoutes(app, world, authenticate);
  addEndpointRoutes(app, world, authenticate);
}

function addressesOf(app: FastifyInstance, { config }: World) {
  const address = app.server.address();
  const port = address !== null && typeof address === "object" ? address.port : config.port;
  return { host: config.host, port, allowedHosts: config.allowedHosts };
}

/** A form's types are refused, since a page of any origin can send those; an empty body is no body. */
function takeJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body: string, done) => {
    if (body === "") return done(null, undefined);
    return parse(request, body, done);
  });
}

async function refuseUnknownPath(request: FastifyRequest, reply: FastifyReply): Promise<never> {
  const [path = ""] = request.url.split("?");
  const here = Object.values<Endpoint>(endpoints).filter((endpoint) => matches(endpoint, path));
  if (here.some(({ method }) => method === request.method) || here.length === 0) {
    throw new Refusal("NOT_FOUND", "there is nothing at this path");
  }
  reply.header("allow", here.map(({ method }) => method).join(", "));
  throw new Refusal("METHOD_NOT_ALLOWED", `${request.method} is no method of this path`);
}

function matches({ path }: Endpoint, asked: string): boolean {
  const pattern = routePath(path).replace(/:\w+/g, "[^/]+");
  return new RegExp(`^${API_ROOT}${pattern}/?$`).test(asked);
}
