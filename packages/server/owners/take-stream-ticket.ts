// Takes a ticket of the stream, and says for whom it was made.
import { Refusal } from "@makima/protocol/errors";
import type { Principal, World } from "../world.ts";
import { useOneTimeToken } from "./one-time-token.ts";

/** Throws UNAUTHORIZED for one that is unknown, used or over. */
export async function takeStreamTicket({ db }: Pick<World, "db">, ticket: string): Promise<Principal> {
  const principal = await db.transaction((tx) => useOneTimeToken(tx, "stream", ticket));
  if (principal === null) throw new Refusal("UNAUTHORIZED", "this ticket is unknown, used or over");
  return principal;
}
