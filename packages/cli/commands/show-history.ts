// `makima contract history`: all that was said and done in a contract, in one order, and with --follow what comes.
import type { Client } from "@makima/client";
import type { HistoryItem } from "@makima/protocol/history";
import type { Command } from "commander";
import { chooseContract, chooseTask } from "../choose.ts";
import { act, type Context } from "../context.ts";
import { drawItem } from "../history/draw-item.ts";
import { parseSince } from "../parse-since.ts";
import { nowMs } from "../ports/clock.ts";
import { readLimit } from "../read-limit.ts";
import { followTopic } from "../watch/follow-topic.ts";

type Options = {
  phase?: HistoryItem["phase"];
  type?: string[];
  task?: string;
  since?: string;
  limit: string;
  follow?: boolean;
};

export function showHistory(command: Command): void {
  command
    .argument("<contract>", "its id, or a unique part of it")
    .option("--phase <phase>", "only of this phase")
    .option(
      "--type <type...>",
      "only these: message, message.user, checkpoint, event, or types that begin so",
    )
    .option("--task <task>", "only of this task")
    .option("--since <time>", "from then on: 10min, 2h, 3d, or an ISO time")
    .option("--limit <number>", "at most so many of the newest", "100")
    .option("-f, --follow", "go on with what happens");
  act<Options, [string]>(command, async (context, { args: [given], options }) => {
    const client = await context.client();
    const id = await chooseContract(client, given);
    const wanted = await settleWanted(client, { id, options });
    const { items, cursor } = await readNewest(client, { wanted, limit: readLimit(options.limit) });
    const names = await nameTasks(client, id);
    context.output.show(
      { items },
      {
        human: () =>
          items.length === 0 ? ["Nothing happened yet."] : items.flatMap((item) => drawItem(item, names)),
      },
    );
    if (options.follow === true) await follow(context, { client, wanted, cursor, names });
  });
}

type Wanted = Parameters<Client["getHistory"]>[0];

async function settleWanted(
  client: Client,
  { id, options }: { id: string; options: Options },
): Promise<Wanted> {
  const { phase, type, task, since } = options;
  return {
    id,
    order: "desc",
    ...(phase === undefined ? {} : { phase }),
    ...(type === undefined ? {} : { type }),
    ...(task === undefined ? {} : { taskId: await chooseTask(client, task) }),
    ...(since === undefined ? {} : { from: parseSince(since, nowMs()) }),
  };
}

/** The newest come first on the wire and last on the screen. */
async function readNewest(client: Client, { wanted, limit }: { wanted: Wanted; limit: number }) {
  const items: HistoryItem[] = [];
  let pageCursor: string | null = null;
  let cursor: string | undefined;
  do {
    const page: Awaited<ReturnType<Client["getHistory"]>> = await client.getHistory({
      ...wanted,
      limit: Math.min(200, limit - items.length),
      ...(pageCursor === null ? {} : { cursor: pageCursor }),
    });
    cursor ??= page.cursor;
    items.push(...page.items);
    pageCursor = page.nextCursor;
  } while (pageCursor !== null && items.length < limit);
  return { items: items.reverse(), cursor };
}

/** By id; a task that comes while it is followed is named by its event. */
async function nameTasks(client: Client, contractId: string): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for await (const { id, name } of client.pages(client.listTasks, { contractId, limit: 200 }))
    names.set(id, name);
  return names;
}

type Following = { client: Client; wanted: Wanted; cursor: string | undefined; names: Map<string, string> };

async function follow(context: Context, { client, wanted, cursor, names }: Following): Promise<void> {
  const topic = `history:${wanted.id}` as const;
  for await (const frame of followTopic({ client, topic, cursor, signal: context.signal() })) {
    if (!("kind" in frame) || frame.kind !== "history") continue;
    const item = frame.data as HistoryItem;
    if (item.kind === "event" && item.data.type === "task.spawned" && item.taskId !== null)
      names.set(item.taskId, String(item.data.data["name"]));
    if (fits(item, wanted)) context.output.show(item, { human: () => drawItem(item, names) });
  }
}

function fits(item: HistoryItem, { phase, type, taskId }: Wanted): boolean {
  const isOfTask = taskId === undefined || item.taskId === taskId;
  const isOfPhase = phase === undefined || item.phase === phase;
  return isOfTask && isOfPhase && (type === undefined || [type].flat().some((one) => isOfType(item, one)));
}

function isOfType(item: HistoryItem, type: string): boolean {
  if (type === item.kind) return true;
  if (item.kind === "checkpoint") return "checkpoint.made".startsWith(type);
  return (item.kind === "event" ? item.data.type : `message.${item.data.role}`).startsWith(type);
}
