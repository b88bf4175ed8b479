// `makima key join`: a token with which one more machine joins, once, within ten minutes.
import type { Command } from "commander";
import { act } from "../context.ts";
import { readCredentials } from "../credentials.ts";
import { paint } from "../terminal/paint.ts";

export function createJoinToken(command: Command): void {
  act(command, async ({ client, config, home, output }) => {
    const sdk = await client();
    const token = await sdk.createJoinToken({});
    output.show(token, {
      quiet: token.token,
      human: () => [paint.bold(token.token), `It lets one daemon join, until ${token.expiresAt}.`],
    });
    const url = config.value("url") || (await readCredentials(home))?.url;
    output.hints(`makima daemon --server ${url ?? "URL"} --token ${token.token}`);
  });
}
