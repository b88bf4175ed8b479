// `makima login`: stores where the server is, and a key that it accepts.
import { text } from "node:stream/consumers";
import { createClient } from "@makima/client";
import type { Command } from "commander";
import { CliError, EXIT, usageError } from "../cli-error.ts";
import { act, type Context } from "../context.ts";
import { writeCredentials } from "../credentials.ts";
import { paint } from "../terminal/paint.ts";

export function login(command: Command): void {
  command
    .argument("<url>", "the server's address")
    .addHelpText(
      "after",
      "\nThe key is asked for, or read from MAKIMA_API_KEY or standard input; it is never an argument,\nsince other people on the machine see those.",
    );
  act<object, [string]>(command, async (context, { args: [given] }) => {
    const url = readAddress(given);
    const apiKey = context.config.value("apiKey") || (await askKey());
    const client = createClient({ url, apiKey, patienceMs: 1_500 });
    await client.listContracts({ limit: 1 });
    await writeCredentials(context.home, { url, apiKey });
    tellStored(context, url);
  });
}

function readAddress(given: string): string {
  const address = URL.parse(given);
  if (address !== null && (address.protocol === "http:" || address.protocol === "https:")) {
    return given.replace(/\/+$/, "");
  }
  throw usageError(`"${given}" is no address of a server`, "give one like http://127.0.0.1:7420");
}

async function askKey(): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).trim();
  const { isCancel, password } = await import("@clack/prompts");
  const key = await password({ message: "API key" });
  if (!isCancel(key)) return key.trim();
  throw new CliError({ code: "INTERRUPTED", message: "no key was given", exitCode: EXIT.interrupted });
}

function tellStored({ output, home }: Context, url: string): void {
  output.show(
    { url, home },
    {
      human: () => [`${paint.good("✓")} ${url} accepts the key; it is stored in ${home}`],
    },
  );
  output.hints("makima contract list");
}
