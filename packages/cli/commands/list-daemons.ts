// `makima daemon list`: the daemons of all machines, what they run, and which of them may be stopped.
import type { Daemon } from "@makima/protocol/daemons";
import type { Command } from "commander";
import { loadDaemons } from "../choose-daemon.ts";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { nowMs } from "../ports/clock.ts";
import { formatAgo } from "../terminal/format-time.ts";
import { type Paint, paint } from "../terminal/paint.ts";

export function listDaemons(command: Command): void {
  act(command, async ({ client, output }) => {
    const items = await loadDaemons(await client());
    const head = ["ID", "NAME", "STATUS", "TASKS", "AGENTS", "SEEN"];
    const quiet = items.map(({ id }) => id).join("\n");
    output.show(
      { items },
      { quiet, human: () => (items.length === 0 ? [NONE] : output.table({ head, rows: items.map(rowOf) })) },
    );
  });
}

const NONE = "No daemons: `makima up` starts one, and `makima key join` lets another machine join.";

const PAINTS: Record<Daemon["status"], Paint> = {
  online: paint.good,
  draining: paint.warn,
  offline: paint.dim,
};

const rowOf = (daemon: Daemon) => [
  { text: shortId(daemon.id), paint: paint.dim },
  daemon.name,
  { text: statusOf(daemon), paint: PAINTS[daemon.status] },
  `${daemon.tasks} of ${daemon.maxTasks}`,
  daemon.agents
    .filter(({ ready }) => ready)
    .map(({ name }) => name)
    .join(", "),
  daemon.lastSeenAt === null ? "never" : formatAgo(daemon.lastSeenAt, nowMs()),
];

/** A daemon that is away takes no new work when it comes back, as long as it is drained. */
function statusOf({ status, drained, drainAskedAt }: Daemon): string {
  if (drainAskedAt === null) return status;
  if (status === "offline") return "offline, draining";
  return drained ? "drained" : "draining";
}
