// Makes a fresh worktree ready for work, as the contract's owner said: copies untracked files of theirs into it, and runs their set-up command. Both are
// done once for a checkout; what fails is told with its last lines and done again by the next run.

import { runOwnersCommand } from "../processes/run-owners-command.ts";
import { copyUntracked, isSetUp, markSetUp, openMirror, writeLeftOut } from "../worktrees/worktrees.ts";
import { LastLines } from "./last-lines.ts";
import { openTranscript } from "./open-transcript.ts";
import type { Run, Worktree } from "./run.ts";
import { RunFailed, type RunParts } from "./run-parts.ts";

const setupTimeoutMs = 30 * 60_000;

/** Throws `RunFailed` `setup_failed`. */
export async function setUpWorktree(parts: RunParts, run: Run, worktree: Worktree): Promise<void> {
  const { taskId, setup = null, copy = [] } = run.command;
  if ((setup === null && copy.length === 0) || (await isSetUp(parts.store, taskId))) return;
  run.status.set({ activity: "Sets up its worktree" });
  const print = (text: string): Promise<void> => openTranscript(parts, run).takeSetup(text);
  if (copy.length > 0) await copyFiles(parts, run, { worktree, copy, print });
  if (setup !== null) await runSetup(parts, run, { worktree, setup, print });
  await markSetUp(parts.store, taskId);
}

type Print = (text: string) => Promise<void>;

async function copyFiles(
  parts: RunParts,
  { command }: Run,
  { worktree, copy, print }: { worktree: Worktree; copy: readonly string[]; print: Print },
): Promise<void> {
  const { contractId } = command;
  const named = await writeLeftOut({ mirror: worktree.checkout.mirror, contractId }, copy);
  const { repository } = await openMirror(parts.store, command.repository);
  if (!repository.ok) return print(`Nothing was copied: ${repository.message}\n`);
  const { files, left } = await copyUntracked(parts.store, { repository, named, to: worktree.path });
  const what =
    files.length === 0
      ? `Nothing in ${repository.root} is called ${copy.join(", ")}`
      : `Copied ${files.join(", ")}`;
  await print(`${what}\n${left.map((one) => `Not copied: ${one}\n`).join("")}`);
}

async function runSetup(
  parts: RunParts,
  run: Run,
  { worktree, setup, print }: { worktree: Worktree; setup: string; print: Print },
): Promise<void> {
  const lines = new LastLines();
  const end = await runOwnersCommand(parts.launch, {
    ...{ command: setup, name: "setup", cwd: worktree.path, objectsPath: worktree.objectsPath },
    timeoutMs: setupTimeoutMs,
    onStart: async (started) => {
      run.agent = started;
      if (!parts.lease.isHeld) await started.pause();
      if (run.signal.aborted) await started.kill();
    },
    onText: async (text) => {
      lines.add(text);
      await print(text);
    },
  });
  run.agent = null;
  if (end.exitCode === 0) return;
  const how =
    end.ending === "timed_out"
      ? "took longer than half an hour"
      : end.ending === "killed"
        ? "was killed"
        : `ended with code ${end.exitCode}`;
  throw new RunFailed("setup_failed", `the command ${how}.${lines.tell()}`);
}
