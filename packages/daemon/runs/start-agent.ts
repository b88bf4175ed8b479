// Starts the program of a run's agent, again where its driver needs that, and notices when it ends between turns.
import { join } from "node:path";
import { AgentFailed, type AgentOptions } from "../agents/driver.ts";
import type { AgentConfig } from "../config.ts";
import { StartError } from "../ports/processes.ts";
import { type LaunchedAgent, launchAgent } from "../processes/launch-agent.ts";
import type { LastLines } from "./last-lines.ts";
import type { Run, Worktree } from "./run.ts";
import { RunFailed, type RunParts } from "./run-parts.ts";

type Start = {
  readonly worktree: Worktree;
  readonly config: AgentConfig;
  readonly lines: LastLines;
  readonly take: AgentOptions["onEvent"];
};

/** For one run; the one before it is ended first. Throws `RunFailed` when the program cannot be started. */
export function startAgent(parts: RunParts, run: Run, start: Start): AgentOptions["launch"] {
  return async (extra = {}) => {
    await run.agent?.kill();
    if (run.signal.aborted) throw new AgentFailed("the run ended before its agent was ready");
    const agent = await launch(parts, run, { ...start, extra });
    run.agent = agent;
    if (!parts.lease.isHeld) await agent.pause();
    start.lines.follow(agent.process.stderr, (text) => start.take({ kind: "noise", text }));
    watchExit({ parts, run, agent, lines: start.lines });
    // The run may have ended while the program was started: nobody else would end it.
    if (run.signal.aborted) {
      await agent.kill();
      throw new AgentFailed("the run ended before its agent was ready");
    }
    return agent;
  };
}

/** Where the agent's program may keep what is made for this task; the same for each of its runs here. */
export const taskFolder = (parts: RunParts, run: Run): string =>
  join(parts.launch.folder, "agents", "tasks", run.ref.taskId);

async function launch(
  parts: RunParts,
  run: Run,
  { worktree, config, extra }: Start & { extra: NonNullable<Parameters<AgentOptions["launch"]>[0]> },
): Promise<LaunchedAgent> {
  try {
    const { path: cwd, objectsPath } = worktree;
    const folder = taskFolder(parts, run);
    return await launchAgent(parts.launch, {
      agent: config,
      name: run.command.agent,
      cwd,
      objectsPath,
      folder,
      ...extra,
    });
  } catch (error) {
    if (error instanceof StartError) throw new RunFailed("handshake_failed", error.message, error);
    throw error;
  }
}

/** While it comes up its driver notices, and in a turn the turn itself, when all that the agent said has been read. */
function watchExit(watch: { parts: RunParts; run: Run; agent: LaunchedAgent; lines: LastLines }): void {
  const { parts, run, agent, lines } = watch;
  const onExit = async (): Promise<void> => {
    await agent.process.exited;
    // What it started holds its pipes open.
    await agent.kill();
    const isExpected = run.session === null || run.session.isAsleep || run.agent !== agent;
    if (isExpected || run.turn !== null) return;
    const detail = await lines.describe(`${run.command.agent} ended between its turns.`, agent.process);
    run.finish({ kind: "recorded", reason: "agent_ended", detail });
  };
  onExit().catch((error: unknown) =>
    parts.log.error({ ...run.ref, err: error }, "an agent's end was not noticed"),
  );
}
