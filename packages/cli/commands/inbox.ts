// `makima inbox`: the open questions, oldest first, each with the way to answer it.
import type { QuestionView } from "@makima/protocol/questions";
import type { Command } from "commander";
import { chooseContract } from "../choose.ts";
import { act } from "../context.ts";
import { nowMs } from "../ports/clock.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { formatAgo } from "../terminal/format-time.ts";
import { paint } from "../terminal/paint.ts";
import { drawQuestion } from "../watch/draw-contract.ts";

export function inbox(command: Command): void {
  command.option("--contract <contract>", "only its questions");
  act<{ contract?: string }>(command, async ({ client, output }, { options: { contract } }) => {
    const sdk = await client();
    const filter = {
      limit: 200,
      ...(contract === undefined ? {} : { contractId: await chooseContract(sdk, contract) }),
    };
    const items: QuestionView[] = [];
    for await (const question of sdk.pages(sdk.listQuestions, filter)) items.push(question);
    const names = new Map<string, string>();
    for (const { contractId } of output.isJson || output.isQuiet ? [] : items) {
      if (!names.has(contractId)) names.set(contractId, (await sdk.getContract({ id: contractId })).name);
    }
    output.show(
      { items },
      {
        quiet: items.map(({ id }) => id).join("\n"),
        human: () =>
          items.length === 0
            ? ["Nothing needs you."]
            : items.flatMap((question) => [
                paint.dim(
                  `${cleanLine(names.get(question.contractId) ?? "")} · ${formatAgo(question.askedAt, nowMs())}`,
                ),
                ...drawQuestion(question),
                "",
              ]),
      },
    );
  });
}
