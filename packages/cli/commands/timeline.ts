// `makima timeline`: what happened, oldest first, and with --follow what happens.
import type { Client } from "@makima/client";
import type { Topic } from "@makima/protocol/stream";
import type { TimelineEvent } from "@makima/protocol/timeline";
import type { Command } from "commander";
import { chooseContract, chooseTask } from "../choose.ts";
import { act, type Context } from "../context.ts";
import { parseSince } from "../parse-since.ts";
import { nowMs } from "../ports/clock.ts";
import { readLimit } from "../read-limit.ts";
import { followTopic } from "../watch/follow-topic.ts";
import { tellEvent } from "../watch/tell-event.ts";

type Options = {
  contract?: string;
  task?: string;
  type?: string[];
  since?: string;
  limit: string;
  follow?: boolean;
};

export function timeline(command: Command): void {
  command
    .option("--contract <contract>", "only of this contract")
    .option("--task <task>", "only of this task")
    .option("--type <type...>", "only these types, or types that begin so: question, task.done")
    .option("--since <time>", "from then on: 10min, 2h, 3d, or an ISO time")
    .option("--limit <number>", "at most so many of the newest", "100")
    .option("-f, --follow", "go on with what happens");
  act<Options>(command, async (context, { options }) => {
    const client = await context.client();
    const filter = await settleFilter(client, options);
    const { events, cursor } = await readNewest(client, { filter, limit: readLimit(options.limit) });
    context.output.show(
      { items: events },
      {
        human: () => (events.length === 0 ? ["Nothing happened yet."] : events.map(tellEvent)),
      },
    );
    if (options.follow === true) await follow(context, { client, filter, cursor });
  });
}

type Filter = { contractId?: string; taskId?: string; type?: string[]; from?: string };

async function settleFilter(client: Client, options: Options): Promise<Filter> {
  const { contract, task, type, since } = options;
  return {
    ...(contract === undefined ? {} : { contractId: await chooseContract(client, contract) }),
    ...(task === undefined ? {} : { taskId: await chooseTask(client, task) }),
    ...(type === undefined ? {} : { type }),
    ...(since === undefined ? {} : { from: parseSince(since, nowMs()) }),
  };
}

/** The newest come first on the wire and last on the screen, where a person looks. */
async function readNewest(client: Client, { filter, limit }: { filter: Filter; limit: number }) {
  const events: TimelineEvent[] = [];
  let pageCursor: string | null = null;
  let cursor: string | undefined;
  do {
    const page: Awaited<ReturnType<Client["getTimeline"]>> = await client.getTimeline({
      ...filter,
      limit: Math.min(200, limit - events.length),
      ...(pageCursor === null ? {} : { cursor: pageCursor }),
    });
    cursor ??= page.cursor;
    events.push(...page.items);
    pageCursor = page.nextCursor;
  } while (pageCursor !== null && events.length < limit);
  return { events: events.reverse(), cursor };
}

type Following = { client: Client; filter: Filter; cursor: string | undefined };

async function follow(context: Context, { client, filter, cursor }: Following): Promise<void> {
  const frames = followTopic({ client, topic: topicOf(filter), cursor, signal: context.signal() });
  for await (const frame of frames) {
    if (!("kind" in frame) || frame.kind !== "event") continue;
    const event = frame.data as TimelineEvent;
    if (!fits(filter, event)) continue;
    context.output.show(event, { human: () => [tellEvent(event)] });
  }
}

/** The one that the timeline's cursor is of. */
const topicOf = ({ contractId }: Filter): Topic =>
  contractId === undefined ? "owner" : `contract:${contractId}`;

function fits({ taskId, type }: Filter, event: TimelineEvent): boolean {
  const isOfTask = taskId === undefined || event.taskId === taskId;
  return isOfTask && (type === undefined || type.some((one) => event.type.startsWith(one)));
}
