// `makima daemon`: a daemon alone, in the foreground, for a server elsewhere.
import type { Command } from "commander";
import { act } from "../context.ts";
import { runProgram } from "../supervision/run-program.ts";

type Options = { server?: string; token?: string };

export function daemon(command: Command): void {
  command
    .option("--server <url>", "the server that it works for (else as before)")
    .option("--token <token>", "a join token, for the first time; `-` reads it from standard input");
  act<Options>(command, async (context, { options: { server, token } }) => {
    const { text } = await import("node:stream/consumers");
    const joinToken = token === "-" ? (await text(process.stdin)).trim() : token;
    await runProgram(context, {
      name: "daemon",
      args: [],
      environment: {
        ...(server === undefined ? {} : { MAKIMA_SERVER: server }),
        ...(joinToken === undefined ? {} : { MAKIMA_JOIN_TOKEN: joinToken }),
      },
    });
  });
}
