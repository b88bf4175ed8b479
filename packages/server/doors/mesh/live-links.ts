// One live connection for each daemon at this server: the newer one wins and the older is told.
import type { World } from "../../world.ts";

type Replaced = (byBootId: string) => void;

const linksOf = new WeakMap<World, Map<string, Replaced>>();

/** Tells the daemon's older link that it is replaced, and by which life of the daemon. Gives the way to take this one off again. */
export function replaceLink(
  world: World,
  { daemonId, bootId }: { daemonId: string; bootId: string },
  replaced: Replaced,
): () => void {
  const links = linksOf.get(world) ?? new Map<string, Replaced>();
  linksOf.set(world, links);
  links.get(daemonId)?.(bootId);
  links.set(daemonId, replaced);
  return () => {
    if (links.get(daemonId) === replaced) links.delete(daemonId);
  };
}
