// Keeps a program running as a child: starts it again whenever it dies, until it is stopped.
import { closeSync, openSync, readFileSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { monotonicMs, sleep } from "../ports/clock.ts";
import { markOf, type ProcessMark } from "../ports/process-table.ts";
import { type Child, type ProgramExit, startChild } from "../ports/programs.ts";
import { healthyMs, loopAfter, restMs } from "./restart-pace.ts";

export type ProgramEvent =
  | { kind: "started"; mark: ProcessMark | null }
  | { kind: "ready"; url: string | null; startMs: number }
  /** `exit` is null where it could not even be started */
  | { kind: "died"; exit: ProgramExit | null; lastLines: readonly string[] }
  | { kind: "loop"; deaths: number; lastLines: readonly string[] }
  /** it said by its exit code that another start would not help: it is not started again */
  | { kind: "gave_up"; lastLines: readonly string[] };

export type Keep = {
  file: string;
  /** Asked for at each start, since an address or a token may have changed. */
  environment: () => Promise<Readonly<Record<string, string>>>;
  logFile: string;
  /** With this exit code the program says that another start would not help. */
  hopelessCode?: number;
  onEvent: (event: ProgramEvent) => void;
};

export type KeptProgram = {
  /** Lets it end cleanly, then by SIGTERM, then by SIGKILL; at once with SIGKILL when `now`. */
  stop: (options: { now: boolean }) => Promise<void>;
};

const cleanMs = 10_000;
const termMs = 3_000;

export function keepProgram(keep: Keep): KeptProgram {
  const stopping = new AbortController();
  let child: Child | null = null;
  const ended = liveOn({
    keep,
    signal: stopping.signal,
    onChild: (next) => {
      child = next;
    },
  });
  return {
    stop: async ({ now }) => {
      stopping.abort();
      if (child !== null) await endChild(child, { now });
      await ended;
    },
  };
}

type Life = { keep: Keep; signal: AbortSignal; onChild: (child: Child | null) => void };

async function liveOn({ keep, signal, onChild }: Life): Promise<void> {
  let deaths = 0;
  while (!signal.aborted) {
    const bornMs = monotonicMs();
    let lastLines: string[] | null = null;
    const exit = await liveOnce({ keep, signal, onChild, bornMs }).catch((error: unknown) => {
      lastLines = [error instanceof Error ? error.message : String(error)];
      return null;
    });
    if (signal.aborted) return;
    deaths = monotonicMs() - bornMs >= healthyMs ? 1 : deaths + 1;
    lastLines ??= lastLinesOf(keep.logFile);
    if (keep.hopelessCode !== undefined && exit?.code === keep.hopelessCode) {
      keep.onEvent({ kind: "gave_up", lastLines });
      return;
    }
    keep.onEvent({ kind: "died", exit, lastLines });
    if (deaths === loopAfter) keep.onEvent({ kind: "loop", deaths, lastLines });
    await restOr(restMs(deaths), signal);
  }
}

/** From start to death. What it prints goes to its log; the line that says it is ready is an event too. */
async function liveOnce({ keep, signal, onChild, bornMs }: Life & { bornMs: number }): Promise<ProgramExit> {
  const environment = await keep.environment();
  const logFd = openSync(keep.logFile, "a", 0o600);
  let logged = Promise.resolve();
  const child = await startChild({
    args: [keep.file],
    environment,
    logFd,
    onLine: (line) => {
      const url = readReady(line);
      if (url !== undefined) keep.onEvent({ kind: "ready", url, startMs: monotonicMs() - bornMs });
      else logged = logged.then(() => appendFile(keep.logFile, `${line}\n`).catch(unlessFull));
    },
  }).finally(() => closeSync(logFd));
  onChild(child);
  keep.onEvent({ kind: "started", mark: markOf(child.pid) });
  // `stop` may have come while the child was being born, and found nobody to stop.
  if (signal.aborted) await endChild(child, { now: true });
  const exit = await child.exited;
  onChild(null);
  await logged;
  return exit;
}

/** On a full disk a line is not logged, which is no reason to end what is kept running. */
function unlessFull(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
}

async function endChild(child: Child, { now }: { now: boolean }): Promise<void> {
  const steps: readonly (readonly [() => void, number])[] = [
    [() => child.closeInput(), cleanMs],
    [() => child.signal("SIGTERM"), termMs],
  ];
  for (const [step, waitMs] of now ? [] : steps) {
    step();
    const isGone = await Promise.race([child.exited.then(() => true), sleep(waitMs).then(() => false)]);
    if (isGone) return;
  }
  child.signal("SIGKILL");
  await child.exited;
}

/** `{"ready":true,"url":"…"}`: the url, null where it names none, undefined for any other line. */
export function readReady(line: string): string | null | undefined {
  if (!line.startsWith('{"ready":true')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    const url = typeof value === "object" && value !== null && "url" in value ? value.url : null;
    return typeof url === "string" ? url : null;
  } catch {
    return undefined;
  }
}

function lastLinesOf(file: string): string[] {
  try {
    return readFileSync(file, "utf8").trimEnd().split("\n").slice(-12);
  } catch {
    return [];
  }
}

async function restOr(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
