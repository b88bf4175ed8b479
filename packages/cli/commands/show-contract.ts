// `makima contract show`: a contract with its supervisor, tasks and open questions.
import { tellBudget } from "@makima/core/budget";
import type { Command } from "commander";
import { chooseContract } from "../choose.ts";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { nowMs } from "../ports/clock.ts";
import { cleanLine, cleanText } from "../terminal/clean-text.ts";
import { formatAgo } from "../terminal/format-time.ts";
import { formatUsage } from "../terminal/format-usage.ts";
import { paint } from "../terminal/paint.ts";
import type { ContractPicture } from "../watch/contract-picture.ts";
import { drawContract } from "../watch/draw-contract.ts";
import { loadPicture } from "../watch/follow-contract.ts";

export function showContract(command: Command): void {
  command.argument("<contract>", "its id, or a unique part of it");
  act<object, [string]>(command, async ({ client, output }, { args: [given] }) => {
    const sdk = await client();
    const picture = await loadPicture(sdk, await chooseContract(sdk, given));
    output.show(picture, {
      quiet: picture.contract.status,
      human: () => [...drawContract(picture, output.columns), "", ...aboutOf(picture)],
    });
    if (picture.contract.status === "draft") {
      output.hints(`makima contract start ${shortId(picture.contract.id)}`);
    }
  });
}

function effortsOf({ agentOptions }: ContractPicture["contract"]): string {
  const told = Object.entries(agentOptions).flatMap(([agent, { effort }]) =>
    effort === undefined ? [] : [`${agent} thinks: ${effort}`],
  );
  return told.length === 0 ? "" : ` (${told.join(", ")})`;
}

function aboutOf({ contract }: ContractPicture): string[] {
  const { repository } = contract;
  const facts: readonly (readonly [string, string])[] = [
    ["repository", repository.path ?? repository.url ?? ""],
    ["base", repository.baseBranch ?? ""],
    [
      // A check that went well has no problem: then it is the remote's, which a contract waits for.
      repository.check === "ok" && repository.problem !== null ? "remote" : "check",
      repository.problem === null
        ? repository.check
        : `${repository.problem.message} ${repository.problem.mend}`,
    ],
    ...(repository.pushed === null
      ? []
      : [
          [
            "pushed",
            `${repository.pushed.commit.slice(0, 12)}, ${formatAgo(repository.pushed.at, nowMs())}`,
          ] as const,
        ]),
    ["branch", contract.branch],
    ["agents", `${contract.supervisorAgent}, workers ${contract.workerAgent}${effortsOf(contract)}`],
    ["budget", contract.budget === null ? "none" : tellBudget(contract.budget)],
    ["used", formatUsage(contract.usage)],
    ...(contract.trustRepository ? [["trust", "what the repository brings for agents runs"] as const] : []),
    ["made", formatAgo(contract.createdAt, nowMs())],
    ["id", contract.id],
  ];
  return [
    ...facts.map(([name, value]) => `${paint.dim(name.padEnd(11))}${cleanLine(value)}`),
    "",
    cleanText(contract.goal.slice(0, 4_000), { lines: true, colours: false }),
  ];
}
