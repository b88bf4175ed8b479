// What both commands of a rewind do: show it, ask, do it, and tell the way back.
import type { RewindPreview, RewoundConversation, RewoundTask } from "@makima/protocol/rewinds";
import type { Command } from "commander";
import type { Context } from "../context.ts";
import { confirm } from "../terminal/confirm.ts";
import { drawPreview, drawRewound } from "./draw-rewind.ts";

export type RewindOptions = { undo?: string; withdraw?: boolean; dryRun?: boolean; yes?: boolean };

type Answer = RewindPreview | RewoundTask | RewoundConversation;

export function offerRewindOptions(command: Command): void {
  command
    .option("--undo <checkpoint>", "undo a former rewind: the id that it told as the way back")
    .option("--withdraw", "withdraw the questions asked and cancel the tasks spawned after the point")
    .option("--dry-run", "show what would happen; moves nothing")
    .option("--yes", "do it without showing it first");
}

/** `again`: the command, to which the way back is added. */
export async function carryOut(
  { output }: Context,
  rewinding: { options: RewindOptions; again: string; rewind: (dryRun: boolean) => Promise<Answer> },
): Promise<void> {
  const { options, again, rewind } = rewinding;
  if (options.yes !== true || options.dryRun === true) {
    const preview = await rewind(true);
    if (!("dryRun" in preview)) throw new Error("a preview moved something");
    const isAll = options.dryRun === true;
    const lines = drawPreview(preview, { withdraws: options.withdraw === true });
    if (isAll) output.show(preview, { human: () => lines, quiet: preview.checkpointId ?? "" });
    else output.lines(...lines);
    if (isAll || !(await confirm(output, { question: "Do it?", yes: false }))) return;
  }
  const done = await rewind(false);
  if ("dryRun" in done) throw new Error("the rewind was only shown");
  output.show(done, { human: () => drawRewound(done), quiet: done.undoCheckpointId });
  output.hints(`${again} --undo ${done.undoCheckpointId}`);
}
