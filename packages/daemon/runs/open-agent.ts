// Starts a run's agent and makes it ready for its first turn.
import type { MeshRecord } from "@makima/protocol/mesh";
import { toolsFor } from "@makima/protocol/tools";
import { type AgentEvent, AgentFailed, type AgentOptions, TurnFailed } from "../agents/driver.ts";
import { after } from "../ports/clock.ts";
import { describeTool } from "../tools/describe-tool.ts";
import { ToolDoor } from "../tools/tool-door.ts";
import { cancelTurn } from "./cancel-turn.ts";
import { decidePermission } from "./decide-permission.ts";
import { LastLines } from "./last-lines.ts";
import { noteCall } from "./note-call.ts";
import { openTranscript } from "./open-transcript.ts";
import { readPast } from "./read-past.ts";
import { recordCheckpoint } from "./record-checkpoint.ts";
import type { Run, Worktree } from "./run.ts";
import { RunFailed, type RunParts } from "./run-parts.ts";
import { startAgent, taskFolder } from "./start-agent.ts";
import { recordHeard } from "./steer-run.ts";
import { transcriptKeeper } from "./transcript-keeper.ts";

const handshakeMs = 30_000;

/** Throws `RunFailed`, whose message holds the agent's last lines. */
export async function openAgent(parts: RunParts, run: Run, worktree: Worktree): Promise<LastLines> {
  const config = parts.agents[run.command.agent];
  if (config === undefined) {
    const known = Object.keys(parts.agents).join(", ");
    throw new RunFailed(
      "handshake_failed",
      `This daemon has no agent "${run.command.agent}". It has: ${known}.`,
    );
  }
  const tools = toolsFor(run.command.taskKind);
  openTranscript(parts, run);
  const door = makeDoor(parts, run);
  run.door = door;
  run.served = parts.toolServer.serve({ tools, door });
  const lines = new LastLines();
  const take = inOrder((event) => takeEvent(parts, run, { event, lines }));
  try {
    run.session = await parts.drivers[config.driver].open({
      launch: startAgent(parts, run, { worktree, config, lines, take }),
      cwd: worktree.path,
      folder: taskFolder(parts, run),
      epoch: run.ref.epoch,
      tools: { ...run.served, descriptions: tools.map(describeTool), call: (call) => door.call(call) },
      model: run.command.model ?? null,
      effort: run.command.effort ?? null,
      trustRepository: run.command.trustRepository === true,
      past: pastOf(parts, run),
      handshakeMs,
      onEvent: take,
      onTranscript: transcriptKeeper(parts, run),
      onPermission: (request) => decidePermission(parts, run, request),
    });
    return lines;
  } catch (error) {
    if (!(error instanceof AgentFailed || error instanceof TurnFailed)) throw error;
    await run.agent?.kill();
    const sentence = `${run.command.agent} did not come up: ${error.message}.`;
    const message = run.agent === null ? sentence : await lines.describe(sentence, run.agent.process);
    throw new RunFailed("handshake_failed", message, error);
  }
}
function pastOf(parts: RunParts, { command, ref, signal }: Run): AgentOptions["past"] {
  return {
    exists: command.hasPast,
    session: command.agentSession,
    results: command.turn.injection?.results ?? [],
    read: () => readPast(parts, { ref, signal }),
  };
}

function makeDoor(parts: RunParts, run: Run): ToolDoor {
  const append = (record: MeshRecord, options: { sync: boolean }) => parts.append(record, options);
  return new ToolDoor({
    run: run.ref,
    tools: toolsFor(run.command.taskKind),
    waitMs: parts.toolWaitMs,
    append,
    held: () => parts.lease.held(run.signal),
    onStubborn: () => cancelSoon(parts, run),
    onCall: (call) => noteCall(run, call),
    async makeCheckpoint({ tool, input }) {
      const reason = tool === "create_checkpoint" ? "asked" : "completed";
      const message = typeof input["message"] === "string" ? input["message"] : "The task is completed";
      await recordCheckpoint(parts, run, { reason, message });
    },
  });
}

const lastChanceMs = 5000;

/** It has just been told again to end its turn. */
function cancelSoon(parts: RunParts, run: Run): void {
  const { turn } = run;
  const stopTimer = after(lastChanceMs, () => {
    if (run.turn === turn) cancelTurn(parts, run, "It waits on and on for what is not there yet.");
  });
  run.signal.addEventListener("abort", stopTimer, { once: true });
}

async function takeEvent(
  parts: RunParts,
  run: Run,
  { event, lines }: { event: AgentEvent; lines: LastLines },
): Promise<void> {
  if (event.kind === "heard") return recordHeard(parts, run, event.messageId);
  if (event.kind === "noise") lines.add(event.text);
  if (event.kind === "tool" && event.title !== undefined && event.title !== "") {
    run.status.set({ activity: event.title });
  }
  await run.transcript?.take(event);
}

/** One after the other, in the order of the calls, whichever stream they come from. */
function inOrder(take: AgentOptions["onEvent"]): AgentOptions["onEvent"] {
  let last: Promise<void> = Promise.resolve();
  return (event) => {
    last = last.then(() => take(event));
    return last;
  };
}
