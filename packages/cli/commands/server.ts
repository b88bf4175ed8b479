// `makima server`: a server alone, in the foreground.
import type { Command } from "commander";
import { act } from "../context.ts";
import { runProgram } from "../supervision/run-program.ts";

export function server(command: Command): void {
  command
    .option("--port <port>", "where it listens (MAKIMA_PORT)")
    .option("--host <host>", "on which address (MAKIMA_HOST)")
    .option("--insecure", "allow an address that others reach, without TLS");
  act<{ insecure?: boolean }>(command, async (context, { options }) => {
    const args = options.insecure === true ? ["--insecure"] : [];
    await runProgram(context, { name: "server", args, environment: {} });
  });
}
