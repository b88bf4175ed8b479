// `makima task output`: what a task's tools and agent printed, and with --follow what they print.
import type { Client } from "@makima/client";
import type { Output as Printed } from "@makima/protocol/tasks";
import type { Command } from "commander";
import { chooseTask } from "../choose.ts";
import { act, type Context } from "../context.ts";
import { cleanText } from "../terminal/clean-text.ts";
import { hasColours } from "../terminal/paint.ts";
import { followTopic } from "../watch/follow-topic.ts";

export function showOutput(command: Command): void {
  command
    .argument("<task>", "its id, or a unique part of it")
    .option("-f, --follow", "go on with what comes");
  act<{ follow?: boolean }, [string]>(command, async (context, { args: [given], options }) => {
    const client = await context.client();
    const id = await chooseTask(client, given);
    const cursor = await printPast(context, { client, id });
    if (options.follow === true) await printFuture(context, { client, id, cursor });
  });
}

/** Returns the place in the stream from which the rest comes. */
async function printPast({ output }: Context, { client, id }: { client: Client; id: string }) {
  let cursor: string | null = null;
  let streamCursor: string | undefined;
  do {
    const page: Awaited<ReturnType<Client["getOutput"]>> = await client.getOutput({
      id,
      limit: 200,
      ...(cursor === null ? {} : { cursor }),
    });
    for (const piece of page.items) print(output, piece);
    cursor = page.nextCursor;
    // The first page's place is the oldest: a piece that came while we paged is in a later page or in the stream.
    streamCursor = page.cursor;
  } while (cursor !== null);
  return streamCursor;
}

type Following = { client: Client; id: string; cursor: string | undefined };

async function printFuture(context: Context, { client, id, cursor }: Following): Promise<void> {
  const frames = followTopic({ client, topic: `task:${id}`, cursor, signal: context.signal() });
  for await (const frame of frames) {
    if ("kind" in frame && frame.kind === "output") print(context.output, frame.data as Printed);
  }
}

function print(output: Context["output"], piece: Printed): void {
  if (output.isJson) output.show(piece, { human: () => [] });
  else output.raw(cleanText(piece.text, { lines: true, colours: hasColours }));
}
