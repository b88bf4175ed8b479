// The only place that starts processes: runs one shell command and streams what it prints.
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { sleep } from "./clock.ts";

export interface ShellRequest {
  command: string;
  cwd: string;
  /** Ends the command and all that it started. */
  signal: AbortSignal;
  /** Receives each piece of standard output and standard error as it comes. */
  onOutput: (text: string) => void;
}

/** `exitCode` is null when a signal ended the command. */
export interface ShellResult {
  exitCode: number | null;
  signal: string | null;
}

/** A command that leaves something running behind may keep its pipes open; they are waited for this long. */
const pipeGraceMs = 500;

export async function runShell(request: ShellRequest): Promise<ShellResult> {
  request.signal.throwIfAborted();
  // No group of its own: whoever ends this agent's process group ends the command with it.
  const child = spawn("/bin/sh", ["-c", request.command], {
    cwd: request.cwd,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = () => killTree(child);
  request.signal.addEventListener("abort", stop, { once: true });
  try {
    const result = await waitForEnd(child, request.onOutput);
    request.signal.throwIfAborted();
    return result;
  } finally {
    request.signal.removeEventListener("abort", stop);
  }
}

async function waitForEnd(child: ChildProcess, onOutput: (text: string) => void): Promise<ShellResult> {
  for (const pipe of [child.stdout, child.stderr]) {
    pipe?.setEncoding("utf8");
    pipe?.on("data", onOutput);
  }
  const exited = Promise.withResolvers<ShellResult>();
  const closed = Promise.withResolvers<void>();
  child.on("error", exited.reject);
  child.on("exit", (exitCode, signal) => exited.resolve({ exitCode, signal }));
  child.on("close", () => closed.resolve());
  const result = await exited.promise;
  await Promise.race([closed.promise, sleep(pipeGraceMs)]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  return result;
}

function killTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  for (const pid of descendants(child.pid)) killProcess(pid);
  child.kill("SIGKILL");
}

/** Linux alone tells who started whom in files; elsewhere only the shell itself is ended. */
function descendants(rootPid: number): number[] {
  if (process.platform !== "linux") return [];
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (Number.isInteger(pid)) parents.set(pid, parentOf(pid));
  }
  const found = [rootPid];
  for (const ancestor of found) {
    for (const [pid, parent] of parents) if (parent === ancestor) found.push(pid);
  }
  return found.slice(1);
}

function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name stands in parentheses and may hold blanks: count from its end.
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return 0; // It ended while we looked.
  }
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
