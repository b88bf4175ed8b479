// The web app: its one page, at every path that a person may open, and its files. The page holds nothing that is anybody's.
import { Refusal } from "@makima/protocol/errors";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { createWebFiles } from "../../ports/web-files.ts";
import type { World } from "../../world.ts";
import { PAGE_WITHOUT_APP } from "./page-without-app.ts";

/** What the build has left in the page for the nonce of the day. */
const NONCE_MARK = /makima-nonce/g;

/**
 * Scripts run only where this very answer names them, and what they load themselves. Styles come from our files, and as attributes, which
 * highlighted code is coloured with; they can run nothing.
 */
const policyOf = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");

export type WebApp = { sendPage: (reply: FastifyReply) => Promise<FastifyReply> };

export function addWebApp(app: FastifyInstance, { ids }: Pick<World, "ids">): WebApp {
  const readApp = createWebFiles();
  const sendPage = async (reply: FastifyReply): Promise<FastifyReply> => {
    const found = await readApp();
    const nonce = ids.secret();
    const html = found?.page ?? PAGE_WITHOUT_APP;
    return reply
      .header("content-security-policy", policyOf(nonce))
      .type("text/html; charset=utf-8")
      .send(html.replaceAll(NONCE_MARK, nonce));
  };
  app.get("/", (_request, reply) => sendPage(reply));
  app.get<{ Params: { name: string } }>("/assets/:name", async ({ params, headers }, reply) => {
    const file = (await readApp())?.files.get(`/assets/${params.name}`);
    if (file === undefined) throw new Refusal("NOT_FOUND", "the web app has no such file");
    reply.header("cache-control", "public, max-age=31536000, immutable").header("vary", "accept-encoding");
    const isPacked = file.brotli !== null && /\bbr\b/.test(headers["accept-encoding"] ?? "");
    if (isPacked) reply.header("content-encoding", "br");
    return reply.type(file.type).send(isPacked ? file.brotli : file.bytes);
  });
  return { sendPage };
}

/** A person opens an address in a browser: the app's page shows what stands there, or that nothing does. */
export function isForPerson({ method, url, headers }: FastifyRequest): boolean {
  return method === "GET" && !/^\/(api|assets)\//.test(url) && /\btext\/html\b/.test(headers.accept ?? "");
}
