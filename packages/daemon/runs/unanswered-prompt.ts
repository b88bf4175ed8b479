// Remembers on disk that an agent's session has a prompt which nothing followed yet. Such a session is not loaded again: the agent may never
// have seen the prompt, and would take the session up as if there were nothing to do. A task's past is then told to a new session.
import { mkdirSync, writeFileSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Run } from "./run.ts";
import type { RunParts } from "./run-parts.ts";

/** Before a session is made known, and before each prompt. At once: an answer waits behind it, and the thread pool is slow to come to it. */
export function notePrompt(parts: RunParts, run: Run): void {
  const path = notePath(parts, run);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, run.session?.sessionId ?? "", { mode: 0o600 });
}

/** The agent has said something in its turn. */
export async function forgetPrompt(parts: RunParts, run: Run): Promise<void> {
  await rm(notePath(parts, run), { force: true });
}

/** The session of the task's earlier run, when it may be loaded. */
export async function findLoadable(parts: RunParts, run: Run): Promise<string | null> {
  const unanswered = await readFile(notePath(parts, run), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  return unanswered === run.command.agentSession ? null : run.command.agentSession;
}

function notePath(parts: RunParts, run: Run): string {
  return join(parts.launch.folder, "agents", "unanswered", run.ref.taskId);
}
