// What every command works with: its settings, its output, the client of the server, and the person's Ctrl-C.
import { type Client, createClient } from "@makima/client";
import type { Command } from "commander";
import { CliError, EXIT } from "./cli-error.ts";
import { type Config, readConfig } from "./config.ts";
import { type Credentials, readCredentials } from "./credentials.ts";
import { type Output, openOutput } from "./terminal/output.ts";

export type Context = {
  config: Config;
  home: string;
  output: Output;
  /** Aborted by Ctrl-C; a second one ends the program at once. Whoever asks for it has to end by it. */
  signal: () => AbortSignal;
  /** Throws `NO_SERVER_KNOWN` or `NO_KEY` where nobody has said which server, or with which key. */
  client: (options?: { patienceMs?: number }) => Promise<Client>;
};

type GlobalOptions = {
  json?: boolean;
  quiet?: boolean;
  url?: string;
  home?: string;
  port?: string;
  host?: string;
};

/** Gives a command its action: `run` gets the context, the options and the arguments in their order. */
export function act<Options extends object, Args extends readonly unknown[] = readonly []>(
  command: Command,
  run: (context: Context, given: { options: Options; args: Args }) => Promise<void>,
): void {
  command.action(async () => {
    const options = command.optsWithGlobals<Options & GlobalOptions>();
    await run(openContext(options), { options, args: command.processedArgs as [...Args] });
  });
}

export function openContext(options: GlobalOptions): Context {
  const config = readConfig(options);
  const home = config.value("home");
  return {
    config,
    home,
    output: openOutput({ json: options.json === true, quiet: options.quiet === true }),
    signal: interruption,
    client: async ({ patienceMs = 1_500 } = {}) => {
      const credentials = await settleCredentials(config, home);
      return createClient({ ...credentials, patienceMs });
    },
  };
}

/** The stored key goes to the stored address alone: an address from elsewhere needs a key from elsewhere. */
async function settleCredentials(config: Config, home: string): Promise<Credentials> {
  const stored = await readCredentials(home);
  const url = config.value("url") || stored?.url;
  if (url === undefined) {
    throw new CliError({
      code: "NO_SERVER_KNOWN",
      message: `no server is known: there is no credentials.json in ${home}`,
      mend: "start one with `makima up`, or name one with `makima login URL`",
      exitCode: EXIT.outOfReach,
    });
  }
  const own = url.replace(/\/+$/, "") === stored?.url.replace(/\/+$/, "") ? stored.apiKey : "";
  const apiKey = config.value("apiKey") || own;
  if (apiKey !== "") return { url, apiKey };
  throw new CliError({
    code: "NO_KEY",
    message: `there is no key for ${url}`,
    mend: `\`makima login ${url}\` stores one, or set MAKIMA_API_KEY`,
    exitCode: EXIT.notAllowed,
  });
}

let stopper: AbortController | null = null;

function interruption(): AbortSignal {
  if (stopper !== null) return stopper.signal;
  const made = new AbortController();
  stopper = made;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (made.signal.aborted) process.exit(EXIT.interrupted);
      process.exitCode = EXIT.interrupted;
      made.abort();
    });
  }
  return made.signal;
}
