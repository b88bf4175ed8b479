// The transcript of a run, made by whoever has something to keep first: the set-up of its worktree, or its agent.
import { toolsFor } from "@makima/protocol/tools";
import { Transcript } from "../transcript/transcript.ts";
import type { Run } from "./run.ts";
import type { RunParts } from "./run-parts.ts";

/** One for a run: what it keeps is numbered. */
export function openTranscript(parts: RunParts, run: Run): Transcript {
  run.transcript ??= new Transcript({
    run: run.ref,
    ownTools: toolsFor(run.command.taskKind),
    outputLeftBytes: parts.outputLimitBytes - run.command.outputBytes,
    append: (record) => parts.append(record),
    sendDelta: (delta) => parts.sendDelta(delta),
  });
  return run.transcript;
}
