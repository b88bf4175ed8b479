// Deltas on their way from a daemon's link to the watchers at this server. They are stored nowhere: the whole message replaces them.

type Heard = (delta: Readonly<Record<string, unknown>>) => void;

const watchers = new Map<string, Set<Heard>>();

/** Tells those who watch the task at this server; the others see the message when it is complete. */
export function publish(taskId: string, delta: Readonly<Record<string, unknown>>): void {
  for (const heard of watchers.get(taskId) ?? []) heard(delta);
}

/** Gives the way to stop. */
export function onDelta(taskId: string, heard: Heard): () => void {
  const heardBy = watchers.get(taskId) ?? new Set();
  watchers.set(taskId, heardBy.add(heard));
  return () => {
    heardBy.delete(heard);
    if (heardBy.size === 0) watchers.delete(taskId);
  };
}
