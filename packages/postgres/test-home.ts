// For the tests of this package: a home that is gone after the test, questions to a server, and programs to be killed.
import { mkdir, mkdtemp, open, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Client } from "pg";
import { onTestFinished } from "vitest";
import { endProcesses } from "./end-processes.ts";
import { sleep } from "./ports/clock.ts";
import { type StartedProcess, signalProcess, startProcess } from "./ports/processes.ts";
import { randomName } from "./ports/randomness.ts";
import { removeSocketFolder, socketFolderOf } from "./socket-folder.ts";

/** A home that does not exist yet; `below` is its path in a new temporary folder. Whatever runs in it is ended at last. */
export async function newHome(below = "database"): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "mk-test-")));
  const home = join(root, below);
  onTestFinished(async () => {
    await endProcesses([{ program: "postgres", folder: join(home, "data") }]);
    await removeSocketFolder(socketFolderOf(home));
    await rm(root, { recursive: true, force: true });
  });
  return home;
}

/** The rows of one statement on a connection of its own, as text. */
export async function ask({ url }: { url: string }, sql: string): Promise<string[][]> {
  const client = new Client({ connectionString: url });
  // A connection that is cut fails its query too; without a listener the event would end the program.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<string[]>({ text: sql, rowMode: "array" })).rows;
  } finally {
    await client.end();
  }
}

type Program = { program: string; args: readonly string[] };

/**
 * Runs module `code`, in which `postgres` is this package's face, in a Node process of its own; ended at last.
 * `through` is a program that ends in becoming the one that its last arguments name.
 */
export function startNode({ home, code, through }: { home: string; code: string; through?: Program }) {
  const face = new URL("./postgres.ts", import.meta.url).href;
  const module = `const postgres = await import(${JSON.stringify(face)});\nconst home = ${JSON.stringify(home)};\n${code}`;
  const node = { program: process.execPath, args: ["--input-type=module", "-e", module] };
  if (through === undefined) return startProgram(home, node);
  return startProgram(home, {
    program: through.program,
    args: [...through.args, node.program, ...node.args],
  });
}

/** Starts a program whose output goes to a file beside the home; ended at last. */
export async function startProgram(
  home: string,
  { program, args }: Program,
): Promise<StartedProcess & { output: string }> {
  const output = `${home}.${randomName()}.out`;
  await mkdir(dirname(home), { recursive: true });
  const log = await open(output, "a");
  try {
    const started = await startProcess(
      { program, args, folder: "/", environment: { PATH: "/usr/bin:/bin" } },
      log.fd,
    );
    onTestFinished(async () => {
      signalProcess(started.pid, "SIGKILL");
      await started.exited;
    });
    return { ...started, output };
  } finally {
    await log.close();
  }
}

/** The first value that is not null, undefined or false; waits without limit, the test has one. */
export async function until<T>(look: () => Promise<T> | T): Promise<NonNullable<T>> {
  for (;;) {
    const value = await look();
    if (value !== null && value !== undefined && value !== false) return value;
    await sleep(10);
  }
}

/** A line that a program of `startNode` wrote, once it begins with `start`. */
export function lineOf(output: string, start: string): Promise<string> {
  return until(async () => {
    const lines = (await readFile(output, "utf8")).split("\n").slice(0, -1);
    return lines.find((line) => line.startsWith(start));
  });
}
