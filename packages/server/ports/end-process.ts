// Ends this program for certain, as the daemon ends its own: `process.exit` first waits for the engine's threads, and one that compiles may wait for
// a collection that the main thread will never do (nodejs/node#54918). It stands here a second time, for a package of its own would be larger than it.
import { flushCompileCache } from "node:module";

/** Nothing of this program runs after it; the shell that takes its place gives the code to the parent. */
export function endProcess(code: number): never {
  flushCompileCache();
  const args = ["sh", "-c", `exit ${code}`];
  return process.execve === undefined ? process.exit(code) : process.execve("/bin/sh", args, {});
}
