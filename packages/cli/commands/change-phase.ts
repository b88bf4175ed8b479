// `makima contract phase`: moves a contract to a later phase.
import type { Command } from "commander";
import { chooseContract } from "../choose.ts";
import { act } from "../context.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { paint } from "../terminal/paint.ts";

export function changePhase(command: Command): void {
  command
    .argument("<contract>", "its id, or a unique part of it")
    .argument("<phase>", "a later phase of its type")
    .option("--feedback <text>", "what the supervisor is told with it");
  act<{ feedback?: string }, [string, string]>(
    command,
    async ({ client, output }, { args: [given, phase], options: { feedback } }) => {
      const sdk = await client();
      const id = await chooseContract(sdk, given);
      const contract = await sdk.changePhase({ id, phase, ...(feedback === undefined ? {} : { feedback }) });
      output.show(contract, {
        quiet: contract.phase,
        human: () => [`${cleanLine(contract.name)} is in ${paint.accent(contract.phase)}`],
      });
    },
  );
}
