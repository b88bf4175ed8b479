// Finds out who calls. A key that was good a moment ago is believed for a second, so that a revoked one lives no longer.
import type { IncomingHttpHeaders } from "node:http";
import { Refusal } from "@makima/protocol/errors";
import { findKey, KEYS_BELL, touchKey } from "../../owners/owners.ts";
import { sha256 } from "../../ports/ids.ts";
import type { Principal, World } from "../../world.ts";
import { sessionTokenOf } from "./session-cookie.ts";

const BELIEVED_MS = 1_000;
const TOUCH_EVERY_MS = 60_000;
const MAX_REMEMBERED = 10_000;

export type Authenticate = (headers: IncomingHttpHeaders) => Promise<Principal>;

type Known = { principal: Principal; checkedMs: number; touchedMs: number };

/** Throws UNAUTHORIZED, and WRONG_TOKEN_KIND for a daemon's or an agent's token. */
export function createAuthenticate(world: World): Authenticate {
  const known = new Map<string, Known>();
  world.doorbell.listen(KEYS_BELL, () => known.clear());
  return async (headers) => {
    const key = personKeyOf(headers);
    const hash = sha256(key);
    const name = hash.toString("base64");
    const nowMs = world.clock.monotonicMs();
    const before = known.get(name);
    if (before !== undefined && nowMs - before.checkedMs < BELIEVED_MS) return before.principal;
    const principal = await findKey(world.db, hash);
    if (principal === null) {
      known.delete(name);
      throw new Refusal("UNAUTHORIZED", "this key is unknown or revoked");
    }
    if (known.size >= MAX_REMEMBERED) known.clear();
    const touchedMs = before?.touchedMs ?? Number.NEGATIVE_INFINITY;
    const isDue = nowMs - touchedMs >= TOUCH_EVERY_MS;
    known.set(name, { principal, checkedMs: nowMs, touchedMs: isDue ? nowMs : touchedMs });
    if (isDue) noteUse(world, principal);
    return principal;
  };
}

/** The bearer token, X-API-Key or session, whatever it is. Null where there is none. */
export function tokenOf(headers: IncomingHttpHeaders): string | null {
  const bearer = /^bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  const key = headers["x-api-key"];
  return bearer ?? (typeof key === "string" && key !== "" ? key : sessionTokenOf(headers));
}

/** Tokens tell their kind by how they begin; each kind is refused on the routes of the others. */
function personKeyOf(headers: IncomingHttpHeaders): string {
  const token = tokenOf(headers);
  if (token === null) throw new Refusal("UNAUTHORIZED", "there is no API key in this request");
  if (/^mk_(join|run|link|ticket)_/.test(token)) {
    throw new Refusal(
      "WRONG_TOKEN_KIND",
      "this is a daemon's or an agent's token or one that works once, and the route is for people's keys",
    );
  }
  return token;
}

/** Nobody waits for it, and a failure costs no more than an old date. */
function noteUse(world: World, principal: Principal): void {
  touchKey(world, principal).catch((error: unknown) =>
    world.log.warn({ err: error, keyId: principal.keyId }, "the use of a key was not noted"),
  );
}
