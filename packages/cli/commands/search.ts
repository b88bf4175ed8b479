// `makima search`: full text over what agents said and printed, and over goals.
import type { Client } from "@makima/client";
import type { SearchHit } from "@makima/protocol/history";
import type { Command } from "commander";
import { chooseContract } from "../choose.ts";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { voiceOf } from "../history/draw-message.ts";
import { nowMs } from "../ports/clock.ts";
import { readLimit } from "../read-limit.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { formatAgo } from "../terminal/format-time.ts";
import { paint } from "../terminal/paint.ts";

type Options = { contract?: string; kind?: SearchHit["kind"]; limit: string; cursor?: string };

export function search(command: Command): void {
  command
    .argument(
      "<query...>",
      `words; '"in a row"', -without, one or other; the last may be the beginning of one`,
    )
    .option("--contract <contract>", "only in this contract")
    .option("--kind <kind>", "only in messages, output or goals: message, output, goal")
    .option("--limit <number>", "at most so many", "20")
    .option("--cursor <cursor>", "go on where a search stopped");
  act<Options, [string[]]>(command, async ({ client, output }, { args: [words], options }) => {
    const sdk = await client();
    const q = words.join(" ");
    const { hits, nextCursor } = await readHits(sdk, { q, options });
    output.show(
      { q, hits, nextCursor },
      {
        quiet: hits.map(({ messageId, taskId, contractId }) => messageId ?? taskId ?? contractId).join("\n"),
        human: () => (hits.length === 0 ? ["Nothing was found."] : hits.flatMap(drawHit).slice(0, -1)),
      },
    );
    const [first] = hits;
    if (first?.taskId) output.hints(`makima supervisor task-history ${shortId(first.taskId)}`);
    if (nextCursor !== null) output.hints(`there is more: --limit, or --cursor ${nextCursor}`);
  });
}

async function readHits(client: Client, { q, options }: { q: string; options: Options }) {
  const { contract, kind, cursor } = options;
  const limit = readLimit(options.limit);
  const only = {
    ...(contract === undefined ? {} : { contractId: await chooseContract(client, contract) }),
    ...(kind === undefined ? {} : { kind }),
  };
  const hits: SearchHit[] = [];
  let nextCursor: string | null = cursor ?? null;
  do {
    const page: Awaited<ReturnType<Client["search"]>> = await client.search({
      q,
      ...only,
      limit: Math.min(200, limit - hits.length),
      ...(nextCursor === null ? {} : { cursor: nextCursor }),
    });
    hits.push(...page.items);
    nextCursor = page.nextCursor;
  } while (nextCursor !== null && hits.length < limit);
  return { hits, nextCursor };
}

function drawHit(hit: SearchHit): string[] {
  const who = hit.role === null ? hit.kind : voiceOf(hit.role);
  const where = [hit.contractName, hit.taskName].flatMap((name) => (name === null ? [] : cleanLine(name)));
  const id = paint.dim(shortId(hit.taskId ?? hit.contractId));
  const out = hit.inView ? "" : paint.warn("  out of view since a rewind");
  const excerpt = hit.excerpt.map(({ text, hit: isHit }) =>
    isHit ? paint.bold(paint.accent(cleanLine(text))) : cleanPart(text),
  );
  return [
    `${paint.bold(where.join(" › "))}  ${who}  ${paint.dim(formatAgo(hit.at, nowMs()))}  ${id}${out}`,
    `  ${excerpt.join("")}`,
    "",
  ];
}

/** The words beside it need the spaces at its ends. */
function cleanPart(text: string): string {
  const clean = cleanLine(text);
  return clean === "" ? " " : `${/^\s/u.test(text) ? " " : ""}${clean}${/\s$/u.test(text) ? " " : ""}`;
}
