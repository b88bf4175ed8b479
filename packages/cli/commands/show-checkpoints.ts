// `makima supervisor task-checkpoints`: the checkpoints of a task.
import type { Client } from "@makima/client";
import type { Command } from "commander";
import { chooseTask } from "../choose.ts";
import { act, type Context } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { nowMs } from "../ports/clock.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { formatAgo } from "../terminal/format-time.ts";
import { paint } from "../terminal/paint.ts";

type Checkpoint = Awaited<ReturnType<Client["getCheckpoints"]>>["items"][number];

const REASONS: Record<Checkpoint["reason"], string> = {
  turn_end: "end of a turn",
  before_rewind: "before a rewind",
  as_found: "as found",
  merge: "merge",
  asked: "asked for",
  completed: "result",
};

export function showCheckpoints(command: Command): void {
  command.argument("<task>", "its id, or a unique part of it");
  act<object, [string]>(command, (context, { args: [task] }) => list(context, task));
}

async function list({ client, output }: Context, task: string): Promise<void> {
  const sdk = await client();
  const id = await chooseTask(sdk, task);
  const checkpoints: Checkpoint[] = [];
  for await (const one of sdk.pages(sdk.getCheckpoints, { id, limit: 200 })) checkpoints.push(one);
  output.show({ taskId: id, checkpoints }, { human: () => draw(output, checkpoints) });
}

const draw = (output: Context["output"], checkpoints: readonly Checkpoint[]): readonly string[] =>
  checkpoints.length === 0
    ? ["There is no checkpoint yet: the first is made at the end of a turn that changed something."]
    : [
        ...output.table({
          head: ["#", "message", "why", "changed", "place", "commit", "when", "id"],
          rows: checkpoints.map(rowOf),
        }),
        ...checkpoints.flatMap(tellWarnings),
      ];

/** What the checkpoint does not hold, or not as it was. */
const tellWarnings = ({ number, warnings }: Checkpoint): string[] =>
  warnings.map((warning) => `${paint.warn("!")} checkpoint ${number}: ${cleanLine(warning)}`);

const rowOf = (checkpoint: Checkpoint) => {
  const { filesChanged, linesAdded, linesRemoved, messageIndex } = checkpoint;
  const files = `${filesChanged} ${filesChanged === 1 ? "file" : "files"} +${linesAdded} −${linesRemoved}`;
  return [
    String(checkpoint.number),
    checkpoint.message,
    REASONS[checkpoint.reason],
    files,
    { text: messageIndex < 0 ? "at the start" : `message ${messageIndex}`, paint: paint.dim },
    { text: checkpoint.commit.slice(0, 12), paint: paint.dim },
    formatAgo(checkpoint.createdAt, nowMs()),
    { text: shortId(checkpoint.id), paint: paint.dim },
  ];
};
