// What tells this program to end: a signal, or the end of the parent's channel.

/** Resolves with the first reason to stop. */
export function stopSignal({ parentChannel }: { parentChannel: "none" | "stdin" }): Promise<string> {
  return new Promise((resolve) => {
    process.once("SIGTERM", () => resolve("SIGTERM"));
    process.once("SIGINT", () => resolve("SIGINT"));
    if (parentChannel === "none") return;
    process.stdin.once("end", () => resolve("the parent's channel closed"));
    process.stdin.once("error", () => resolve("the parent's channel broke"));
    process.stdin.resume();
  });
}
