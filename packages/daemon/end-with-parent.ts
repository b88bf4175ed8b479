// Resolves when the daemon is to end: told by a signal, or its parent is gone.

export function endWithParent({ hasChannel }: { hasChannel: boolean }): Promise<void> {
  return new Promise((end) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => end());
    if (!hasChannel) return;
    process.stdin.once("end", () => end());
    process.stdin.once("error", () => end());
    process.stdin.resume();
  });
}
