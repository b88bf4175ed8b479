// How a browser signs in: a link that works once, a session in two halves, and a ticket for each socket.
import { z } from "zod";
import { endpoint } from "../http/endpoint.ts";
import { closed, id, none, text, time } from "../shapes/shapes.ts";

const oneTime = z.object({ token: z.string(), expiresAt: time });

/** Where a browser signs in (POST) and out (DELETE), below /api/v1. It takes and gives cookies, so it is no endpoint of the table. */
export const SESSION_PATH = "/session";

/** The header in which a page sends its half of the session; the cookie is the other half, and neither is worth anything alone. */
export const PAGE_KEY_HEADER = "x-makima-page-key";

/** What stands behind the address in a sign-in link. Browsers keep it to themselves: it is in no request, log or referrer. */
export const SIGN_IN_FRAGMENT = "sign-in=";

export const signInRequest = closed({ token: text({ min: 1, max: 200 }) });
export const signInAnswer = z.object({
  /** for `x-makima-page-key` */
  pageKey: z.string(),
  /** of the session, among the owner's keys */
  keyId: id,
  expiresAt: time,
});
export type SignInAnswer = z.infer<typeof signInAnswer>;

export const sessionEndpoints = {
  createSignInLink: endpoint({
    method: "POST",
    path: "/sign-in-tokens",
    summary: "A token with which one browser signs in, once, within ten minutes",
    scope: "owner",
    params: none,
    query: none,
    body: none,
    answer: oneTime,
    status: 201,
    errors: [],
  }),
  createStreamTicket: endpoint({
    method: "POST",
    path: "/stream/tickets",
    summary: "A ticket that opens one socket of the stream, once, within thirty seconds: `/stream?ticket=`",
    scope: "read",
    params: none,
    query: none,
    body: none,
    answer: oneTime,
    status: 201,
    errors: [],
  }),
};
