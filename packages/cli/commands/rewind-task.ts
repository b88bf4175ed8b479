// `makima supervisor task-rewind`: a task's code back to a checkpoint, with its conversation if wished. Shown before anything moves.
import type { RewindTask } from "@makima/protocol/rewinds";
import { type Command, InvalidArgumentError, Option } from "commander";
import { chooseTask } from "../choose.ts";
import { act } from "../context.ts";
import { isWholeId } from "../find-by-id.ts";
import { carryOut, offerRewindOptions, type RewindOptions } from "../rewind/carry-out.ts";

type Options = RewindOptions & {
  conversation?: boolean;
  preserve: RewindTask["preserveMode"];
  branch?: string;
};

export function rewindTask(command: Command): void {
  command
    .argument("<task>", "its id, or a unique part of it")
    .argument("[checkpoint]", "its number, its id, or the beginning of its commit", parseCheckpoint)
    .option("--conversation", "also the conversation, to the place where the checkpoint was made")
    .addOption(
      new Option("--preserve <mode>", "what becomes of the code as it stands")
        .choices(["checkpoint", "branch", "discard"])
        .default("checkpoint"),
    )
    .option("--branch <name>", "for --preserve branch: the branch that keeps it");
  offerRewindOptions(command);
  act<Options, [string, Checkpoint | undefined]>(command, async (context, { args: [given, to], options }) => {
    const sdk = await context.client();
    const id = await chooseTask(sdk, given);
    const { conversation, preserve, branch, undo, withdraw } = options;
    await carryOut(context, {
      options,
      again: `makima supervisor task-rewind ${id.slice(-8)}`,
      rewind: (dryRun) =>
        sdk.rewindTask({
          id,
          ...to,
          ...(undo === undefined ? {} : { undoCheckpointId: undo }),
          ...(branch === undefined ? {} : { branchName: branch }),
          preserveMode: preserve,
          rewindConversation: conversation === true,
          afterPoint: withdraw === true ? "withdraw" : "keep",
          dryRun,
        }),
    });
  });
}

type Checkpoint = Pick<RewindTask, "checkpointId" | "checkpointNumber" | "checkpointSha">;

function parseCheckpoint(given: string): Checkpoint {
  if (isWholeId(given)) return { checkpointId: given };
  if (/^-?[0-9]{1,6}$/.test(given)) return { checkpointNumber: Number(given) };
  if (/^[0-9a-f]{7,64}$/i.test(given)) return { checkpointSha: given };
  throw new InvalidArgumentError(
    "It is a checkpoint's number, its id, or the first 7 characters of its commit.",
  );
}
