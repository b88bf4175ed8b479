// P16: `makima up` on a home that was used before, until its first request is answered; and the bare command line.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@makima/client";
import { readCredentials } from "@makima/server/credentials";
import { startProgram } from "@makima/testkit/ports/start-program";
import { callersNode, plainEnvironment } from "../config.ts";
import { interleave, median } from "../measure.ts";
import { monotonicMs, took } from "../ports/clock.ts";
import { runProgram } from "../ports/run-program.ts";
import type { Figure, Scenario } from "../scenario.ts";

const STARTS = 5;
const HELPS = 21;

/** The command that people have. It finds the compiled code in the home before it reads any TypeScript: main.ts alone takes 40 ms more, for the loader of types. */
const BIN = fileURLToPath(new URL("../../packages/cli/bin/makima.js", import.meta.url));

export const start: Scenario = {
  name: "p16-start",
  sentence: "`makima up` on a warm home until its first request is served, and `makima --help`",
  run: async () => {
    const home = await mkdtemp(join(tmpdir(), "makima-bench-up-"));
    try {
      const first = await startAndServe(home);
      const warm: number[] = [];
      for (let round = 0; round < STARTS; round += 1) warm.push(await startAndServe(home));
      return [
        {
          what: "up on a warm home, until the first request is served",
          value: median(warm),
          unit: "ms",
          goal: { atMost: 1500 },
          rounds: warm,
        },
        { what: "up on a new home, which makes the database", value: first, unit: "ms" },
        ...(await measureHelp(home)),
      ];
    } finally {
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

/** The whole of it: database, server, and one authenticated request; then it is ended orderly. */
async function startAndServe(home: string): Promise<number> {
  const began = monotonicMs();
  const program = startProgram(BIN, {
    args: ["up", "--json", "--no-open", "--port", "0"],
    environment: { MAKIMA_HOME: home, MAKIMA_PARENT_CHANNEL: "stdin" },
  });
  for await (const line of program.lines) {
    const { ready, url } = JSON.parse(line) as { ready?: boolean; url?: string };
    if (ready !== true || url === undefined) continue;
    const credentials = await readCredentials({ home });
    if (credentials === null) throw new Error("the server wrote no key");
    await createClient({ url, apiKey: credentials.apiKey }).listContracts();
    const servedMs = monotonicMs() - began;
    program.closeInput();
    await program.exited;
    return servedMs;
  }
  throw new Error(`up ended (${await program.exited}) before it was ready: ${program.errors()}`);
}

async function measureHelp(home: string): Promise<Figure[]> {
  const environment = plainEnvironment({ MAKIMA_HOME: home });
  const run = (command: string, args: readonly string[]) => () =>
    took(() => runProgram({ command, args, environment }));
  const pinned = process.execPath;
  const caller = callersNode();
  const found = await interleave(HELPS, {
    bare: run(pinned, ["-e", "0"]),
    help: run(pinned, [BIN, "--help"]),
    callersBare: run(caller ?? pinned, ["-e", "0"]),
    handedOver: run(caller ?? pinned, [BIN, "--help"]),
  });
  const byPinned: Figure[] = [
    { what: "the pinned Node alone (node -e 0)", value: median(found.bare), unit: "ms" },
    {
      what: "makima --help by the pinned Node",
      value: median(found.help),
      unit: "ms",
      goal: { atMost: 80 },
      rounds: found.help,
    },
  ];
  // Without another Node there is nothing to hand over from.
  if (caller === null) return byPinned;
  return [
    ...byPinned,
    { what: "the caller's Node alone", value: median(found.callersBare), unit: "ms" },
    {
      what: "what makima --help takes beyond that, through the hand-over",
      value: median(found.handedOver) - median(found.callersBare),
      unit: "ms",
      goal: { atMost: 110 },
    },
  ];
}
