// One live connection for each daemon at this server: the newer one wins and the older is told.

const links = new Map<string, () => void>();

/** Tells the daemon's older link that it is replaced. Gives the way to take this one off again. */
export function replaceLink(daemonId: string, replaced: () => void): () => void {
  links.get(daemonId)?.();
  links.set(daemonId, replaced);
  return () => {
    if (links.get(daemonId) === replaced) links.delete(daemonId);
  };
}
