// Makes a checkpoint because a person asks for one: of a worktree that an agent works in at this moment, or of one that waits.
import type { checkpointResult, MeshCommand } from "@makima/protocol/mesh";
import type { z } from "zod";
import { recordCheckpoint } from "../runs/record-checkpoint.ts";
import type { RunParts } from "../runs/run-parts.ts";
import type { Runs } from "../runs/runs.ts";
import { tellCheckpoint } from "../runs/tell-checkpoint.ts";
import { makeCheckpoint } from "../worktrees/worktrees.ts";
import { openRepository } from "./open-repository.ts";

type Make = Extract<MeshCommand, { kind: "make_checkpoint" }>;

/** Also where nothing has changed: the place in the conversation is then what it keeps. Throws what `makeCheckpoint` throws. */
export async function answerCheckpoint(
  { runParts, runs }: { runParts: RunParts; runs: Runs },
  command: Make,
): Promise<z.infer<typeof checkpointResult>> {
  const { contractId, taskId, message } = command;
  const wish = { reason: "asked" as const, message, evenIfSame: true };
  const run = runs.find(taskId);
  const ofRun = run === null ? null : await recordCheckpoint(runParts, run, wish);
  // It is told as the run's own.
  if (ofRun !== null) return { number: ofRun.number, made: null };
  const { branch } = await openRepository(runParts, { ...command, branchCommit: null, commits: [] });
  const made = await makeCheckpoint(runParts.store, {
    checkout: { mirror: branch.mirror, contractId, taskId },
    number: command.number,
    message,
    evenIfSame: true,
  });
  return { number: made.number, made: tellCheckpoint(made, wish) };
}
