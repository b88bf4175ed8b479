// `makima supervisor restoration`: the recovery reports of a contract, or with --dry-run what a restoration would do now.
import type { Client } from "@makima/client";
import { isContractOver } from "@makima/core/contract";
import type { Restoration } from "@makima/protocol/restorations";
import type { Command } from "commander";
import { chooseContract } from "../choose.ts";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { nowMs } from "../ports/clock.ts";
import { formatAgo } from "../terminal/format-time.ts";
import { drawRestoration } from "../watch/draw-restoration.ts";

type Options = { dryRun?: boolean; limit: string };

export function showRestoration(command: Command): void {
  command
    .argument("<contract>", "its id, or a unique part of it")
    .option("--dry-run", "what would be done now; changes nothing")
    .option("--limit <number>", "at most so many of the newest", "5");
  act<Options, [string]>(command, async ({ client, output }, { args: [given], options }) => {
    const sdk = await client();
    const id = await chooseContract(sdk, given);
    const contract = shortId(id);
    if (options.dryRun === true) {
      const answer = await sdk.resumeSupervisor({ id, dryRun: true });
      const title = "What a restoration would do now";
      output.show(answer, {
        ...(answer.report === null ? {} : { quiet: answer.report.plan }),
        human: () => (answer.report === null ? [] : drawRestoration(answer.report, { title, contract })),
      });
      return;
    }
    const items = await newest(sdk, { id, limit: Number(options.limit) });
    const { status } = await sdk.getContract({ id });
    const choosable = isContractOver(status)
      ? undefined
      : items.find(({ taskKind }) => taskKind === "supervisor");
    output.show(
      { items },
      {
        human: () =>
          items.length === 0
            ? ["Nothing of this contract had to be restored."]
            : items.flatMap((report) => [
                ...drawRestoration(report, {
                  title: titleOf(report),
                  contract: report === choosable ? contract : null,
                  ...(report.rung === null ? {} : { past: report }),
                }),
                "",
              ]),
      },
    );
  });
}

const newest = async (sdk: Client, { id, limit }: { id: string; limit: number }): Promise<Restoration[]> =>
  (await sdk.listRestorations({ id, limit })).items;

function titleOf({ number, taskKind, taskName, outcome, createdAt }: Restoration): string {
  const who = taskKind === "supervisor" ? "the supervisor" : `the ${taskKind} ${taskName}`;
  const held = outcome === "held" ? ", held for a person" : "";
  return `Restoration ${number} of ${who}, ${formatAgo(createdAt, nowMs())}${held}`;
}
