// One live connection for each daemon at this server: the newer one wins and the older is told.
import type { World } from "../../world.ts";

const linksOf = new WeakMap<World, Map<string, () => void>>();

/** Tells the daemon's older link that it is replaced. Gives the way to take this one off again. */
export function replaceLink(world: World, daemonId: string, replaced: () => void): () => void {
  const links = linksOf.get(world) ?? new Map<string, () => void>();
  linksOf.set(world, links);
  links.get(daemonId)?.();
  links.set(daemonId, replaced);
  return () => {
    if (links.get(daemonId) === replaced) links.delete(daemonId);
  };
}
