// `makima key create`: makes an API key, which is shown this once.
import { type Command, Option } from "commander";
import { act } from "../context.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { paint } from "../terminal/paint.ts";

export function createKey(command: Command): void {
  command
    .argument("<name>", "what it is for")
    .addOption(new Option("--scope <scope>", "what it may do").choices(["owner", "read"]).default("owner"));
  act<{ scope: "owner" | "read" }, [string]>(
    command,
    async ({ client, output }, { args: [name], options }) => {
      const sdk = await client();
      const key = await sdk.createKey({ name, scope: options.scope });
      output.show(key, {
        quiet: key.key,
        human: () => [
          `${paint.bold(key.key)}`,
          `Key ${cleanLine(key.name)} (${key.scope}). It is shown this once.`,
        ],
      });
    },
  );
}
