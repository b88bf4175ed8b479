// Runs a command that the owner gave (a set-up, a teardown, a try) in a worktree, in the same sandbox as an agent. Nothing that the repository says is
// run by itself.
import { monotonicMs } from "../ports/clock.ts";
import { exitWithin } from "./exit-within.ts";
import { type LaunchedAgent, type LaunchParts, launchAgent } from "./launch-agent.ts";

export interface OwnersCommand {
  readonly command: string;
  /** What the sandbox names it, for its state folders. */
  readonly name: string;
  readonly cwd: string;
  readonly objectsPath: string;
  readonly timeoutMs: number;
  /** Its output as it comes; the next piece is read when this resolves. */
  onText(text: string): Promise<void> | void;
  /** It runs now: whoever ends or pauses the work around it does so to this. */
  onStart?(started: LaunchedAgent): Promise<void> | void;
}

export interface OwnersCommandEnd {
  readonly exitCode: number | null;
  readonly ending: "exited" | "killed" | "timed_out";
  readonly durationMs: number;
}

/** Throws `StartError` when there is no shell to run it. When this resolves, nothing that it started is left. */
export async function runOwnersCommand(launch: LaunchParts, run: OwnersCommand): Promise<OwnersCommandEnd> {
  const shell = {
    driver: "acp" as const,
    command: ["/bin/sh", "-c", run.command] as [string, ...string[]],
    env: {},
    stateFolders: [],
  };
  const began = monotonicMs();
  const { name, cwd, objectsPath } = run;
  const started = await launchAgent(launch, { agent: shell, name, cwd, objectsPath });
  await run.onStart?.(started);
  const { process } = started;
  process.stdin.end();
  const read = [process.stdout, process.stderr].map(async (stream) => {
    stream.setEncoding("utf8");
    for await (const text of stream as AsyncIterable<string>) await run.onText(text);
  });
  const exit = await exitWithin(process, run.timeoutMs);
  // What it left running holds its pipes open.
  await started.kill();
  await Promise.allSettled(read);
  return {
    exitCode: exit?.exitCode ?? null,
    ending: exit === null ? "timed_out" : exit.exitCode === null ? "killed" : "exited",
    durationMs: Math.round(monotonicMs() - began),
  };
}
