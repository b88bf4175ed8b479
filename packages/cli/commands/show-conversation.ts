// `makima task conversation` and `makima supervisor task-history`: the messages of a task as seen from its head, and with --follow what comes.
import type { Client } from "@makima/client";
import type { Message } from "@makima/protocol/tasks";
import type { Command } from "commander";
import { chooseTask } from "../choose.ts";
import { act, type Context } from "../context.ts";
import { drawMessage } from "../history/draw-message.ts";
import { readLimit } from "../read-limit.ts";
import { followTopic } from "../watch/follow-topic.ts";

type Options = { tools: boolean; thinking?: boolean; limit?: string; follow?: boolean };

export function showConversation(command: Command): void {
  command
    .argument("<task>", "its id, or a unique part of it")
    .option("--no-tools", "without tool calls")
    .option("--thinking", "with what the agent thinks")
    .option("--limit <number>", "at most so many of the newest (default: all)")
    .option("-f, --follow", "go on with what comes");
  act<Options, [string]>(command, async (context, { args: [given], options }) => {
    const client = await context.client();
    const id = await chooseTask(client, given);
    const { messages, cursor } = await readNewest(client, { id, options });
    context.output.show({ taskId: id, messages }, { human: () => draw(messages) });
    if (options.follow === true) await follow(context, { client, id, options, cursor });
  });
}

const draw = (messages: readonly Message[]): string[] =>
  messages.length === 0 ? ["Nothing is said yet."] : messages.flatMap(drawMessage);

type Of = { id: string; options: Options };

/** The newest come first, so that the first page's place in the stream is behind all of them. */
async function readNewest(client: Client, { id, options }: Of) {
  const limit = options.limit === undefined ? Number.POSITIVE_INFINITY : readLimit(options.limit);
  const messages: Message[] = [];
  let pageCursor: string | null = null;
  let cursor: string | undefined;
  do {
    const page: Awaited<ReturnType<Client["getConversation"]>> = await client.getConversation({
      id,
      order: "desc",
      limit: Math.min(200, limit - messages.length),
      includeToolCalls: options.tools,
      includeThinking: options.thinking === true,
      ...(pageCursor === null ? {} : { cursor: pageCursor }),
    });
    cursor ??= page.cursor;
    messages.push(...page.messages);
    pageCursor = page.nextCursor;
  } while (pageCursor !== null && messages.length < limit);
  return { messages: messages.reverse(), cursor };
}

async function follow(
  context: Context,
  { client, id, options, cursor }: Of & { client: Client; cursor: string | undefined },
): Promise<void> {
  const frames = followTopic({ client, topic: `task:${id}`, cursor, signal: context.signal() });
  for await (const frame of frames) {
    if (!("kind" in frame) || frame.kind !== "message") continue;
    const message = frame.data as Message;
    if (isWanted(message, options)) context.output.show(message, { human: () => drawMessage(message) });
  }
}

function isWanted({ role }: Message, { tools, thinking }: Options): boolean {
  if (role === "thinking") return thinking === true;
  return tools || (role !== "tool_call" && role !== "tool_result");
}
