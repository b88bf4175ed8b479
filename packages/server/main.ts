// The server as a program: prints one line of JSON when it is ready, logs to stderr, and ends with its parent or on a signal.
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { ZodError, z } from "zod";
import { type Config, readConfig } from "./config.ts";
import { endProcess } from "./ports/end-process.ts";

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;

// After seven seconds of eight readers: 136 MB resident with it and 254 MB without, for 13 % fewer reads.
setFlagsFromString("--optimize-for-size");

// Whatever still hangs on a socket is not waited for: all that had to end has ended.
endProcess(await run());

async function run(): Promise<number> {
  try {
    const config = readConfig();
    enableCompileCache(join(config.home, "cache"));
    refuseOpenDoor(config);
    // Loaded behind the compile cache, which so holds all of the program.
    const { serve } = await import("./serve.ts");
    return await serve(config);
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    return 1;
  }
}

/** Keys would travel in the clear. */
function refuseOpenDoor({ host }: Config): void {
  if (LOOPBACK.test(host) || process.argv.includes("--insecure")) return;
  throw new Error(
    `MAKIMA_HOST is ${host}, and without TLS everybody on the way could read the keys. ` +
      "Put a proxy with TLS before a server on 127.0.0.1, or say --insecure if the network is yours alone.",
  );
}

function sentenceOf(error: unknown): string {
  if (error instanceof ZodError) return `A setting is wrong:\n${z.prettifyError(error)}`;
  return error instanceof Error ? error.message : String(error);
}
