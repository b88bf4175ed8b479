// `makima contract list`: the contracts, newest change first.
import { CONTRACT_STATUSES, type ContractStatus } from "@makima/core/contract";
import type { Contract } from "@makima/protocol/contracts";
import { type Command, Option } from "commander";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { nowMs } from "../ports/clock.ts";
import { formatAgo } from "../terminal/format-time.ts";
import { paint, statusCell } from "../terminal/paint.ts";

type Options = { status?: ContractStatus; all?: boolean; search?: string };

export function listContracts(command: Command): void {
  command
    .addOption(new Option("--status <status>", "only those").choices(CONTRACT_STATUSES))
    .option("--search <text>", "only those whose name or goal holds it")
    .option("--all", "archived ones too");
  act<Options>(command, async ({ client, output }, { options }) => {
    const sdk = await client();
    const filter = {
      limit: 200,
      ...(options.status === undefined ? {} : { status: options.status }),
      ...(options.search === undefined ? {} : { q: options.search }),
    };
    const items: Contract[] = [];
    for await (const one of sdk.pages(sdk.listContracts, filter)) items.push(one);
    if (options.all === true) {
      for await (const one of sdk.pages(sdk.listContracts, { ...filter, archived: true })) items.push(one);
    }
    output.show(
      { items },
      {
        quiet: items.map(({ id }) => id).join("\n"),
        human: () => (items.length === 0 ? ["No contracts yet."] : output.table(tableOf(items))),
      },
    );
    if (items.length === 0) output.hints('makima contract new --repo PATH --goal "…" --agent NAME --start');
  });
}

function tableOf(items: readonly Contract[]) {
  return {
    head: ["ID", "NAME", "STATUS", "PHASE", "SUPERVISOR", "DONE", "CHANGED"],
    rows: items.map((one) => [
      { text: shortId(one.id), paint: paint.dim },
      one.name,
      statusCell(one.status),
      one.phase,
      one.supervisor === null ? "" : statusCell(one.supervisor.state),
      one.supervisor === null ? "" : `${one.supervisor.progress} %`,
      { text: formatAgo(one.updatedAt, nowMs()), paint: paint.dim },
    ]),
  };
}
