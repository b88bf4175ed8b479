// `makima contract watch`: a contract live, until it is over.
import type { Command } from "commander";
import { chooseContract } from "../choose.ts";
import { CliError, EXIT } from "../cli-error.ts";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { showContractLive } from "../watch/show-contract-live.ts";

export function watchContract(command: Command): void {
  command.argument("<contract>", "its id, or a unique part of it");
  act<object, [string]>(command, async ({ client, output, signal }, { args: [given] }) => {
    const sdk = await client();
    const contractId = await chooseContract(sdk, given);
    const stop = signal();
    const { contract } = await showContractLive(sdk, output, { contractId, signal: stop }).ended;
    if (contract.status === "completed") {
      output.hints(`git log ${contract.branch}`, `makima timeline --contract ${shortId(contractId)}`);
    } else if (stop.aborted) {
      process.exitCode = EXIT.interrupted;
    } else {
      throw new CliError({
        code: "CONTRACT_OVER",
        message: `the contract is ${contract.status}${contract.error === null ? "" : `: ${contract.error}`}`,
        mend: `makima timeline --contract ${shortId(contractId)}`,
      });
    }
  });
}
