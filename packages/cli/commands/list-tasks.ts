// `makima task list`: the tasks, of all contracts or of one.
import { TASK_KINDS, TASK_STATUSES, type TaskKind, type TaskStatus } from "@makima/core/task";
import type { Task } from "@makima/protocol/tasks";
import { type Command, Option } from "commander";
import { chooseContract } from "../choose.ts";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { nowMs } from "../ports/clock.ts";
import { formatAgo } from "../terminal/format-time.ts";
import { paint, statusCell } from "../terminal/paint.ts";

type Options = { contract?: string; status?: TaskStatus; kind?: TaskKind };

export function listTasks(command: Command): void {
  command
    .option("--contract <contract>", "only its tasks")
    .addOption(new Option("--status <status>", "only those").choices(TASK_STATUSES))
    .addOption(new Option("--kind <kind>", "only those").choices(TASK_KINDS));
  act<Options>(command, async ({ client, output }, { options }) => {
    const sdk = await client();
    const filter = {
      limit: 200,
      ...(options.contract === undefined ? {} : { contractId: await chooseContract(sdk, options.contract) }),
      ...(options.status === undefined ? {} : { status: options.status }),
      ...(options.kind === undefined ? {} : { kind: options.kind }),
    };
    const items: Task[] = [];
    for await (const task of sdk.pages(sdk.listTasks, filter)) items.push(task);
    output.show(
      { items },
      {
        quiet: items.map(({ id }) => id).join("\n"),
        human: () => (items.length === 0 ? ["No tasks."] : output.table(tableOf(items))),
      },
    );
  });
}

function tableOf(items: readonly Task[]) {
  return {
    head: ["ID", "NAME", "KIND", "STATUS", "AGENT", "ACTIVITY", "CHANGED"],
    rows: items.map((task) => [
      { text: shortId(task.id), paint: paint.dim },
      task.name,
      task.kind,
      statusCell(task.status),
      task.agent,
      { text: task.error ?? task.summary ?? task.currentActivity, paint: paint.dim },
      { text: formatAgo(task.updatedAt, nowMs()), paint: paint.dim },
    ]),
  };
}
