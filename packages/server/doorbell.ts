// The doorbell: it tells that something may have changed and carries nothing. Whoever hears it looks at the rows.
//
// A ring is heard in this process at once, and by the other servers through NOTIFY, sent outside of the writing transactions and at most
// once every few milliseconds: NOTIFY inside a transaction takes a global lock at commit (32 writers fell from 14,100/s to 4,300/s).
export type Doorbell = {
  /** Rings for these names, and wakes everybody who listens to one of them. */
  ring(...names: string[]): void;
  /** Listens to a name; "*" hears every ring. Gives the way to stop. */
  listen(name: string, heard: () => void): () => void;
  /** Called by the link to the other servers: anything may have changed. */
  ringAll(): void;
  /** How the other servers learn of it; set once by that link. */
  onRing: (() => void) | null;
};

export function createDoorbell(): Doorbell {
  const listeners = new Map<string, Set<() => void>>();
  const call = (name: string) => {
    for (const heard of listeners.get(name) ?? []) heard();
  };
  const doorbell: Doorbell = {
    onRing: null,
    ring: (...names) => {
      for (const name of names) call(name);
      call("*");
      doorbell.onRing?.();
    },
    ringAll: () => {
      for (const name of [...listeners.keys()]) call(name);
    },
    listen: (name, heard) => {
      const heardBy = listeners.get(name) ?? new Set();
      listeners.set(name, heardBy.add(heard));
      return () => {
        heardBy.delete(heard);
        if (heardBy.size === 0) listeners.delete(name);
      };
    },
  };
  return doorbell;
}

/** The names that are rung. */
export const bell = {
  contract: (contractId: string) => `contract:${contractId}`,
  task: (taskId: string) => `task:${taskId}`,
  daemon: (daemonId: string) => `daemon:${daemonId}`,
  operation: (commandId: string) => `operation:${commandId}`,
  work: "work",
  /** There are events to be numbered in the feed, and no reconciler has anything else to do for them. */
  events: "events",
};
