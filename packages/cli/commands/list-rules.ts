// `makima rule list`: the rules that count.
import type { Rule } from "@makima/protocol/rules";
import type { Command } from "commander";
import { chooseContract } from "../choose.ts";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { nowMs } from "../ports/clock.ts";
import { formatAgo } from "../terminal/format-time.ts";
import { paint } from "../terminal/paint.ts";

type Options = { contract?: string };

export function listRules(command: Command): void {
  command.option("--contract <contract>", "those that count for this contract");
  act<Options>(command, async ({ client, output }, { options: { contract } }) => {
    const sdk = await client();
    const of = contract === undefined ? {} : { contractId: await chooseContract(sdk, contract) };
    const items: Rule[] = [];
    for await (const rule of sdk.pages(sdk.listRules, { ...of, limit: 200 })) items.push(rule);
    output.show(
      { items },
      {
        quiet: items.map(({ id }) => id).join("\n"),
        human: () =>
          items.length === 0
            ? ["There are no rules: agents ask for what their sandbox does not allow."]
            : output.table({
                head: ["ID", "RULE", "TOOL", "COMMAND", "PATH", "FOR", "MADE"],
                rows: rowsOf(items),
              }),
      },
    );
  });
}

const rowsOf = (items: readonly Rule[]) =>
  items.map((rule) => [
    { text: shortId(rule.id), paint: paint.dim },
    { text: rule.effect, paint: rule.effect === "deny" ? paint.bad : paint.good },
    rule.tool ?? "",
    rule.command ?? "",
    rule.path ?? "",
    rule.contractId === null ? "all" : shortId(rule.contractId),
    formatAgo(rule.createdAt, nowMs()),
  ]);
