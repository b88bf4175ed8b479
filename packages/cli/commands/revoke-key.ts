// `makima key revoke`: a key that is refused from now on.
import type { Command } from "commander";
import { chooseKey } from "../choose.ts";
import { act } from "../context.ts";
import { cleanLine } from "../terminal/clean-text.ts";

export function revokeKey(command: Command): void {
  command.argument("<key>", "its id, or a unique part of it");
  act<object, [string]>(command, async ({ client, output }, { args: [given] }) => {
    const sdk = await client();
    const key = await sdk.revokeKey({ id: await chooseKey(sdk, given) });
    output.show(key, { quiet: key.id, human: () => [`Key ${cleanLine(key.name)} is revoked.`] });
  });
}
