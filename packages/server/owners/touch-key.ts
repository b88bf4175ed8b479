// Notes that a key was used. Called now and then, not for every request.
import type { Principal, World } from "../world.ts";
import { TOUCH_KEY } from "./writer.ts";

export async function touchKey({ db }: Pick<World, "db">, { ownerId, keyId }: Principal): Promise<void> {
  await db.transaction((tx) => tx.run(TOUCH_KEY, [ownerId, keyId]));
}
