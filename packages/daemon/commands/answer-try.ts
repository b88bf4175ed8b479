// Runs a command that a person gave in the worktree of a task that has ended, in the same sandbox as an agent, and tells how it ended. Nothing
// that the repository says is executed by itself.
import type { MeshCommand, tryResult } from "@makima/protocol/mesh";
import type { z } from "zod";
import { monotonicMs, rest } from "../ports/clock.ts";
import { type LaunchParts, launchAgent } from "../processes/launch-agent.ts";
import { sanitiseText } from "../transcript/sanitise-text.ts";
import { findCheckout, openMirror, type Store, WorktreeError } from "../worktrees/worktrees.ts";

type Try = Extract<MeshCommand, { kind: "try_command" }>;

const keptLength = 16 * 1024;

/** Throws `WorktreeError` `CHECKOUT_MISSING`. */
export async function answerTry(
  { store, launch }: { store: Store; launch: LaunchParts },
  { taskId, repository, command, timeoutMs }: Try,
): Promise<z.infer<typeof tryResult>> {
  const cwd = await findCheckout(store, taskId);
  if (cwd === null) {
    const message = `Task ${taskId} has no worktree on this machine any more.`;
    throw new WorktreeError({ code: "CHECKOUT_MISSING", message });
  }
  const { objectsPath } = await openMirror(store, repository);
  const shell = { driver: "acp" as const, command: SHELL(command), env: {}, stateFolders: [] };
  const began = monotonicMs();
  const started = await launchAgent(launch, { agent: shell, name: "try", cwd, objectsPath });
  const { process } = started;
  process.stdin.end();
  let output = "";
  const read = [process.stdout, process.stderr].map(async (stream) => {
    stream.setEncoding("utf8");
    for await (const text of stream as AsyncIterable<string>) output = `${output}${text}`.slice(-keptLength);
  });
  const enough = new AbortController();
  const exit = await Promise.race([process.exited, rest(timeoutMs, enough.signal)]);
  enough.abort();
  // What it left running holds its pipes open.
  await started.kill();
  await Promise.allSettled(read);
  return {
    exitCode: exit?.exitCode ?? null,
    ending: exit === undefined ? "timed_out" : exit.exitCode === null ? "killed" : "exited",
    output: sanitiseText(output),
    durationMs: Math.round(monotonicMs() - began),
  };
}

const SHELL = (command: string): [string, ...string[]] => ["/bin/sh", "-c", command];
