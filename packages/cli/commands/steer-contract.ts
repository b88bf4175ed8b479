// `makima contract start|pause|resume|cancel`: one change of a contract's status.
import type { Command } from "commander";
import { chooseContract } from "../choose.ts";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { statusText } from "../terminal/paint.ts";

export type ContractVerb = "start" | "pause" | "resume" | "cancel";

export function steerContract(command: Command, verb: ContractVerb): void {
  command.argument("<contract>", "its id, or a unique part of it");
  if (verb === "cancel") command.option("--reason <text>", "why, for the timeline");
  act<{ reason?: string }, [string]>(command, async ({ client, output }, { args: [given], options }) => {
    const sdk = await client();
    const id = await chooseContract(sdk, given);
    const calls = {
      start: () => sdk.startContract({ id }),
      // To go on after a pause is the same call: a contract has one start.
      resume: () => sdk.startContract({ id }),
      pause: () => sdk.pauseContract({ id }),
      cancel: () =>
        sdk.cancelContract({ id, ...(options.reason === undefined ? {} : { reason: options.reason }) }),
    };
    const contract = await calls[verb]();
    output.show(contract, {
      quiet: contract.status,
      human: () => [`${cleanLine(contract.name)}  ${statusText(contract.status)}`],
    });
    if (contract.status === "active") output.hints(`makima contract watch ${shortId(id)}`);
    if (contract.status === "paused") output.hints(`makima contract resume ${shortId(id)}`);
  });
}
