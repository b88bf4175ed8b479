// `makima contract deliver`: pushes the contract's branch to its remote, or brings it to the repository at its path.
import type { Command } from "commander";
import { chooseContract } from "../choose.ts";
import { CliError, EXIT } from "../cli-error.ts";
import { act } from "../context.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { paint } from "../terminal/paint.ts";

export function deliverContract(command: Command): void {
  command.argument("<contract>", "its id, or a unique part of it");
  act<object, [string]>(command, async (context, { args: [given] }) => {
    const { output } = context;
    const sdk = await context.client();
    const id = await chooseContract(sdk, given);
    const { branch, repository } = await sdk.getContract({ id });
    const to = cleanLine(repository.url ?? repository.path ?? "the repository");
    output.lines(paint.dim(`Bringing ${cleanLine(branch)} to ${to} …`));
    const delivery = await sdk.deliverContract({ id });
    if (!delivery.delivered) {
      const { code, message, mend } = delivery.problem;
      const exitCode = delivery.isRejected ? EXIT.conflict : EXIT.failed;
      throw new CliError({ code, message: cleanLine(message), mend: cleanLine(mend), exitCode });
    }
    output.show(delivery, {
      quiet: delivery.commit,
      human: () => [
        `${paint.good("✓")} ${cleanLine(delivery.ref)} is at ${delivery.commit.slice(0, 12)}`,
        ...(delivery.note === null ? [] : [`  ${cleanLine(delivery.note)}`]),
      ],
    });
  });
}
