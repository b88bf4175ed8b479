// `makima supervisor rewind-conversation`: a supervisor's conversation back, with its code if wished. Shown before anything moves.
import { type Command, InvalidArgumentError } from "commander";
import { chooseContract } from "../choose.ts";
import { act } from "../context.ts";
import { carryOut, offerRewindOptions, type RewindOptions } from "../rewind/carry-out.ts";

type Options = RewindOptions & {
  count?: number;
  index?: number;
  message?: string;
  time?: string;
  code?: boolean;
};

export function rewindConversation(command: Command): void {
  command
    .argument("<contract>", "its id, or a unique part of it")
    .option("--count <number>", "take so many of the newest messages out of view (default: 1)", parseNumber)
    .option("--index <number>", "the place of the last message that stays, from 0", parseNumber)
    .option("--message <id>", "the last message that stays")
    .option("--time <time>", "what was said after it goes out of view", parseTime)
    .option("--code", "also the code, to the newest checkpoint at or before the point");
  offerRewindOptions(command);
  act<Options, [string]>(command, async (context, { args: [given], options }) => {
    const sdk = await context.client();
    const id = await chooseContract(sdk, given);
    const { count, index, message, time, undo, code, withdraw } = options;
    await carryOut(context, {
      options,
      again: `makima supervisor rewind-conversation ${id.slice(-8)}`,
      rewind: (dryRun) =>
        sdk.rewindConversation({
          id,
          ...(count === undefined ? {} : { byMessageCount: count }),
          ...(index === undefined ? {} : { toMessageIndex: index }),
          ...(message === undefined ? {} : { toMessageId: message }),
          ...(time === undefined ? {} : { toTimestamp: time }),
          ...(undo === undefined ? {} : { undoCheckpointId: undo }),
          rewindCode: code === true,
          afterPoint: withdraw === true ? "withdraw" : "keep",
          dryRun,
        }),
    });
  });
}

function parseNumber(given: string): number {
  if (!/^-?[0-9]{1,9}$/.test(given)) throw new InvalidArgumentError("It is a whole number.");
  return Number(given);
}

function parseTime(given: string): string {
  const time = new Date(given);
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError("It is a time like 2026-11-21T08:00:00Z.");
  return time.toISOString();
}
