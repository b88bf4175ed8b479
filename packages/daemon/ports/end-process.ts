// Ends this program for certain. `process.exit` first waits for the engine's threads, and one that compiles may wait for a collection that the
// main thread will never do (nodejs/node#54918): a program that had closed everything stayed for ever, and nobody started it again.
import { flushCompileCache } from "node:module";

/** Nothing of this program runs after it, what listens for its exit included. The parent sees the code. */
export function endProcess(code: number): never {
  flushCompileCache();
  // The shell takes this program's place, its threads end with it, and nothing is waited for.
  return process.execve?.("/bin/sh", ["sh", "-c", `exit ${code}`], {}) ?? process.exit(code);
}
