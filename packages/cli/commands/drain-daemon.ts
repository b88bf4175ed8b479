// `makima daemon drain`: empties a daemon so that it can be stopped, and says when that is safe.
import type { Client } from "@makima/client";
import type { Daemon } from "@makima/protocol/daemons";
import type { Command } from "commander";
import { chooseDaemon, loadDaemons } from "../choose-daemon.ts";
import { CliError, EXIT } from "../cli-error.ts";
import { act, type Context } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { sleep } from "../ports/clock.ts";
import { cleanLine } from "../terminal/clean-text.ts";

type Options = { undo?: boolean; wait?: boolean };

const pollMs = 500;

export function drainDaemon(command: Command): void {
  command
    .argument("<daemon>", "its name, its id, or a unique part of that")
    .option("--undo", "let it take work again")
    .option("--wait", "wait until nothing runs there any more");
  act<Options, [string]>(command, async (context, { args: [given], options }) => {
    const client = await context.client();
    const { id } = await chooseDaemon(client, given);
    const asked = await client.drainDaemon({ id, undo: options.undo === true });
    const waits = options.wait === true && options.undo !== true;
    const daemon = waits ? await awaitDrained(context, { client, daemon: asked }) : asked;
    context.output.show(daemon, { quiet: daemon.id, human: () => [tellDaemon(daemon)] });
    if (!waits && daemon.drainAskedAt !== null && !daemon.drained)
      context.output.hints(`makima daemon drain ${shortId(daemon.id)} --wait`);
  });
}

/** Tells what is left whenever that changes. Ctrl-C ends the waiting; the daemon goes on draining. */
async function awaitDrained(
  context: Context,
  { client, daemon }: { client: Client; daemon: Daemon },
): Promise<Daemon> {
  const signal = context.signal();
  let [now, told] = [daemon, ""];
  while (!now.drained && !signal.aborted) {
    if (now.drainAskedAt === null) throw undone(now);
    const line = tellDaemon(now);
    if (line !== told) context.output.lines(line);
    told = line;
    await sleep(pollMs);
    now = (await loadDaemons(client)).find(({ id }) => id === daemon.id) ?? now;
  }
  return now;
}

const undone = ({ name }: Daemon): CliError =>
  new CliError({
    code: "DRAIN_UNDONE",
    message: `somebody lets ${cleanLine(name)} take work again`,
    mend: "drain it again if it is still to be stopped",
    exitCode: EXIT.conflict,
  });

function tellDaemon({ name, tasks, drained, drainAskedAt }: Daemon): string {
  const daemon = cleanLine(name);
  if (drainAskedAt === null) return `${daemon} takes work`;
  if (drained) return `${daemon} is drained: nothing runs there, and it is safe to stop it`;
  if (tasks === 0) return `${daemon} is draining: its last processes end`;
  return `${daemon} is draining: ${tasks} ${tasks === 1 ? "task is" : "tasks are"} still there until the end of a turn`;
}
