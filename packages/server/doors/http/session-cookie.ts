// The session as a browser sends it: one half in a cookie, one in a header that only a page of this origin can send.
//
// Cookies do not know ports: what another program serves on this machine gets ours as well, and may even send it. The page's half is
// kept by the browser for this origin alone, and a header of that name is sent to no other. So the two together are as good as a key.
import type { IncomingHttpHeaders } from "node:http";
import { API_ROOT } from "@makima/protocol/http";
import { PAGE_KEY_HEADER } from "@makima/protocol/sessions";
import { sessionSecret } from "../../owners/owners.ts";

/** Null where a half is missing. */
export function sessionTokenOf(headers: IncomingHttpHeaders): string | null {
  const pageHalf = headers[PAGE_KEY_HEADER];
  const cookieHalf = readCookie(headers.cookie ?? "", cookieName(headers));
  if (typeof pageHalf !== "string" || cookieHalf === null) return null;
  return sessionSecret({ cookieHalf, pageHalf });
}

/** `seconds` 0 takes the cookie away. */
export function sessionCookie(
  headers: IncomingHttpHeaders,
  { value, seconds }: { value: string; seconds: number },
): string {
  const isSecure = headers.origin?.startsWith("https:") === true;
  return [
    `${cookieName(headers)}=${value}`,
    `Path=${API_ROOT}`,
    `Max-Age=${seconds}`,
    "HttpOnly",
    "SameSite=Strict",
    ...(isSecure ? ["Secure"] : []),
  ].join("; ");
}

/** With the port in it, so that two servers of one machine do not sign each other out. */
function cookieName({ host = "" }: IncomingHttpHeaders): string {
  const port = /:(\d+)$/.exec(host)?.[1];
  return port === undefined ? "makima" : `makima_${port}`;
}

function readCookie(header: string, name: string): string | null {
  for (const part of header.split(";")) {
    const [key, ...value] = part.trim().split("=");
    if (key === name) return value.join("=");
  }
  return null;
}
