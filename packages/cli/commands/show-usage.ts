// `makima usage`: tokens, money and time that turns used.
import { tokensOf, type Usage } from "@makima/core/usage";
import { USAGE_GROUPS, type UsageItem } from "@makima/protocol/usage";
import { type Command, Option } from "commander";
import { chooseContract } from "../choose.ts";
import { act } from "../context.ts";
import { parseSince } from "../parse-since.ts";
import { nowMs } from "../ports/clock.ts";
import { formatDuration } from "../terminal/format-time.ts";
import { formatDollars, formatTokens } from "../terminal/format-usage.ts";
import { paint } from "../terminal/paint.ts";

type Options = { by: UsageGroup; contract?: string; since?: string; until?: string };
type UsageGroup = (typeof USAGE_GROUPS)[number];

export function showUsage(command: Command): void {
  command
    .addOption(new Option("--by <what>", "what it is summed by").choices(USAGE_GROUPS).default("day"))
    .option("--contract <contract>", "of this contract alone")
    .option("--since <time>", "of turns that ended since: 2h, 3d or an ISO time")
    .option("--until <time>", "of turns that ended before");
  act<Options>(command, async ({ client, output }, { options }) => {
    const sdk = await client();
    const { by, contract, since, until } = options;
    const used = await sdk.getUsage({
      by,
      ...(contract === undefined ? {} : { contractId: await chooseContract(sdk, contract) }),
      ...(since === undefined ? {} : { from: parseSince(since, nowMs()) }),
      ...(until === undefined ? {} : { to: parseSince(until, nowMs()) }),
    });
    output.show(used, {
      quiet: String(tokensOf(used.total)),
      human: () =>
        used.items.length === 0
          ? ["No turn has ended in that time."]
          : [
              ...output.table({
                head: [by.toUpperCase(), "TURNS", "IN", "OUT", "CACHE", "COST", "TIME"],
                rows: [
                  ...used.items.map(({ name, usage }: UsageItem) => [name, ...figuresOf(usage)]),
                  [
                    { text: "all", paint: paint.bold },
                    ...figuresOf(used.total).map((text) => ({ text, paint: paint.bold })),
                  ],
                ],
              }),
              ...(used.isCut ? ["Those that cost less are left out."] : []),
            ],
    });
  });
}

const figuresOf = (usage: Usage): string[] => [
  String(usage.turns),
  formatTokens(usage.inputTokens + usage.cacheWriteTokens),
  formatTokens(usage.outputTokens),
  formatTokens(usage.cacheReadTokens),
  formatDollars(usage.costUsd),
  formatDuration(usage.durationMs),
];
