// Starts the real daemon program on a home of its own, for tests.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { z } from "zod";
import type { FakeServer } from "./fake-server.ts";

export interface RunningDaemon {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Everything that it has logged so far. */
  log(): string;
  /** The line that it prints when the server has taken it in. */
  readonly ready: Promise<Record<string, unknown>>;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export function runDaemon(options: {
  home: string;
  server: Pick<FakeServer, "url" | "joinToken">;
  env?: Record<string, string>;
}): RunningDaemon {
  const child = spawn(process.execPath, [join(import.meta.dirname, "..", "..", "main.ts")], {
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      HOME: options.home,
      MAKIMA_HOME: options.home,
      MAKIMA_SERVER: options.server.url,
      MAKIMA_JOIN_TOKEN: options.server.joinToken,
      MAKIMA_DAEMON_NAME: "test daemon",
      MAKIMA_SANDBOX: "off",
      MAKIMA_PARENT_CHANNEL: "stdin",
      ...options.env,
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("the daemon could not be started");
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => {
    log = `${log}${chunk.toString("utf8")}`.slice(-200_000);
  });
  const ready = new Promise<Record<string, unknown>>((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      const end = text.indexOf("\n");
      if (end >= 0) resolve(z.record(z.string(), z.unknown()).parse(JSON.parse(text.slice(0, end))));
    });
    child.once("exit", (code) => reject(new Error(`the daemon ended with ${code}: ${log}`)));
  });
  return {
    pid,
    child,
    log: () => log,
    ready,
    async stop(signal = "SIGTERM") {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, "exit");
        child.kill(signal);
        await exited;
      }
      return child.exitCode;
    },
  };
}
