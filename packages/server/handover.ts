// Hands a command to a daemon that is connected to this very server, the moment that its row is committed, without reading the row again.
// It only saves time: a command that is not taken here is found by its row, by whichever server the daemon is connected to.
import type { MeshCommand } from "@makima/protocol/mesh";

type Numbered = { id: string; command: MeshCommand };
type Take = (command: Numbered) => boolean;

export type Handover = {
  /** True when the daemon's link has taken it. */
  offer(daemonId: string, command: Numbered): boolean;
  /** From now on the link of this daemon is asked first; it refuses what it cannot send in its turn. Gives the way to stop. */
  listen(daemonId: string, take: Take): () => void;
};

export function createHandover(): Handover {
  const links = new Map<string, Take>();
  return {
    offer: (daemonId, command) => links.get(daemonId)?.(command) ?? false,
    listen: (daemonId, take) => {
      links.set(daemonId, take);
      return () => {
        if (links.get(daemonId) === take) links.delete(daemonId);
      };
    },
  };
}
