// Where browsers sign in and out. Signing in is the one call that a sign-in token is good for.
import { API_ROOT } from "@makima/protocol/http";
import { SESSION_PATH, type SignInAnswer, signInRequest } from "@makima/protocol/sessions";
import { none } from "@makima/protocol/shapes";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { revokeKey, SESSION_SECONDS, signIn } from "../../owners/owners.ts";
import type { World } from "../../world.ts";
import type { Authenticate } from "./authenticate.ts";
import { browserName } from "./browser-name.ts";
import { refuseWhenFull } from "./endpoint-routes.ts";
import { parseInput } from "./parse-input.ts";
import { sessionCookie } from "./session-cookie.ts";

export function addSessionRoutes(app: FastifyInstance, world: World, authenticate: Authenticate): void {
  app.post(`${API_ROOT}${SESSION_PATH}`, async ({ headers, query, body }, reply) => {
    refuseWhenFull(world);
    const input = parseInput({ params: none, query: none, body: signInRequest }, { params: {}, query, body });
    const { token } = z.parse(signInRequest, input.body);
    const browser = browserName(headers["user-agent"] ?? "");
    const { key, cookieHalf, pageHalf } = await signIn(world, { token, browser });
    reply.header("set-cookie", sessionCookie(headers, { value: cookieHalf, seconds: SESSION_SECONDS }));
    const answer: SignInAnswer = { pageKey: pageHalf, keyId: key.id, expiresAt: key.expiresAt ?? "" };
    return answer;
  });
  app.delete(`${API_ROOT}${SESSION_PATH}`, async ({ headers }, reply) => {
    const principal = await authenticate(headers);
    await revokeKey(world, principal, { params: { id: principal.keyId } });
    reply.header("set-cookie", sessionCookie(headers, { value: "", seconds: 0 }));
    return reply.code(204).send();
  });
}
