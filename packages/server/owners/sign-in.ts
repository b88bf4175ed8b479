// Turns a sign-in token into a session: a key in two halves, one for the browser's cookie and one for the page.
import { Refusal } from "@makima/protocol/errors";
import type { Key } from "@makima/protocol/keys";
import type { World } from "../world.ts";
import { insertKey } from "./insert-key.ts";
import { useOneTimeToken } from "./one-time-token.ts";

export const SESSION_SECONDS = 30 * 86_400;

export type Session = { key: Key; cookieHalf: string; pageHalf: string };

/** @param browser what the session is called among the owner's keys. Throws SIGN_IN_OVER. */
export function signIn(
  { db, ids }: Pick<World, "db" | "ids">,
  { token, browser }: { token: string; browser: string },
): Promise<Session> {
  return db.transaction(async (tx) => {
    const principal = await useOneTimeToken(tx, "sign_in", token);
    if (principal === null) throw new Refusal("SIGN_IN_OVER", "this sign-in link was used, or is over");
    const halves = { cookieHalf: ids.secret(), pageHalf: ids.secret() };
    const { key: _, ...key } = await insertKey(tx, ids, {
      ownerId: principal.ownerId,
      name: browser,
      scope: principal.scope,
      kind: "session",
      secret: sessionSecret(halves),
      lifeSeconds: SESSION_SECONDS,
    });
    return { key, ...halves };
  });
}

/** What is kept is the hash of both together, so that neither half alone finds anything. */
export const sessionSecret = ({ cookieHalf, pageHalf }: Omit<Session, "key">): string =>
  `mk_web_${cookieHalf}.${pageHalf}`;
