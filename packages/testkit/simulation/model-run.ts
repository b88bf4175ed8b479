// A run on a model daemon. The shipped run, lease, transcript and tool door are at work; process, worktree and agent are models of them.
import type { SteeringMessage, TurnEnd } from "@makima/daemon/agents/driver";
import type { Lease } from "@makima/daemon/lease/lease";
import { PastRefused } from "@makima/daemon/link/past-requests";
import type { Run, TurnRequest } from "@makima/daemon/runs/run";
import type { RunParts } from "@makima/daemon/runs/run-parts";
import { dropMessages, giveMessages, recordHeard } from "@makima/daemon/runs/steer-run";
import { ToolDoor } from "@makima/daemon/tools/tool-door";
import { Transcript } from "@makima/daemon/transcript/transcript";
import type { MeshRecord, RunRef, SentCheckpoint, StartRun } from "@makima/protocol/mesh";
import { toolsFor } from "@makima/protocol/tools";
import type { AgentLine } from "../agent-log.ts";
import { rememberCall } from "./agent-memory.ts";
import type { AgentHands } from "./model-agent.ts";
import { changeWorktree, makeModelCheckpoint, standAt } from "./model-git.ts";
import type { SimulatedDisk } from "./simulated-disk.ts";

export type ModelRunParts = {
  disk: SimulatedDisk;
  /** the tree of a commit that another machine has sent as a bundle; undefined: none that is up has it */
  bundled: (commit: string) => string | undefined;
  lease: Lease;
  toolWaitMs: number;
  canLoad: boolean;
  /** takes messages while a turn runs */
  canSteer: boolean;
  /** the daemon's own log */
  daemonLog: RunParts["log"];
  /** the agent's own log, which outlives everything */
  log: (line: Omit<AgentLine, "atMs" | "pid">) => void;
  append: (record: MeshRecord, options?: { sync: boolean }) => Promise<void>;
  requestPast(run: RunRef, signal: AbortSignal): Promise<string>;
  /** Resolves when the schedule lets this agent act. */
  mayAct(run: Run): Promise<void>;
  takeTurn: (command: StartRun, hands: AgentHands) => Promise<void>;
  newSession: () => string;
};

/** The agent's process is gone; nothing it was about to do happens. */
class AgentGone extends Error {
  override readonly name = "AgentGone";
}

/** Resolves when nothing of the run is left and its end is on disk. */
export async function conductModelRun(parts: ModelRunParts, run: Run): Promise<void> {
  try {
    await parts.lease.held(run.signal);
    if (run.end === null) await live(parts, run);
  } catch (error) {
    if (error instanceof PastRefused) run.finish({ kind: "silent", why: "fenced" });
    else if (!(error instanceof AgentGone)) throw error;
  }
  await run.transcript?.endTurn({ isTruncated: true });
  const { end } = run;
  if (end?.kind !== "recorded") return;
  await parts.append(
    { kind: "run_ended", ...run.ref, reason: end.reason, detail: end.detail },
    { sync: true },
  );
}

async function live(parts: ModelRunParts, run: Run): Promise<void> {
  const { command } = run;
  const baseCommit = await prepareModelWorktree(parts, run);
  if (run.end !== null) return;
  const known =
    parts.canLoad && command.agentSession !== null
      ? parts.disk.sessions.get(command.agentSession)
      : undefined;
  const sessionId =
    known === undefined || command.agentSession === null ? parts.newSession() : command.agentSession;
  const session = known ?? [];
  parts.disk.sessions.set(sessionId, session);
  run.transcript = new Transcript({
    run: run.ref,
    ownTools: toolsFor(command.taskKind),
    outputLeftBytes: 10_000,
    append: (record) => parts.append(record),
    sendDelta: () => undefined,
  });
  run.door = openDoor(parts, run);
  parts.log({ sessionId, type: "input", kind: known === undefined ? "new" : "load" });
  parts.disk.steps.push({ kind: "process_started", ...run.ref });
  const isRebuilt = command.hasPast && known === undefined;
  const rung = known === undefined ? (isRebuilt ? "told" : "new") : "loaded";
  const agentSession = parts.canLoad ? sessionId : null;
  await parts.append(
    {
      kind: "run_started",
      ...run.ref,
      agentSession,
      worktreePath: "/model",
      baseCommit,
      rung,
      canSteer: parts.canSteer,
    },
    { sync: true },
  );
  const past = isRebuilt ? await parts.requestPast(run.ref, run.signal) : null;
  let begun = 0;
  for (let request = await run.nextTurn(); request !== null; request = await run.nextTurn()) {
    if (request.turn.number <= begun) continue;
    const told = begun === 0 ? past : null;
    begun = request.turn.number;
    await takeOneTurn(parts, run, { request, told, sessionId, session });
    run.afterTurn?.();
  }
}

/** As the shipped one: what came from elsewhere is set aside, what was found is kept, and it goes back where it is told to. Gives its base. */
async function prepareModelWorktree(parts: ModelRunParts, run: Run): Promise<string | null> {
  const { disk } = parts;
  const { taskId, checkpoint, baseCommit, restoreTo, isMoved, branchCommit, repository } = run.command;
  const needed = [checkpoint?.commit, baseCommit, restoreTo];
  if (needed.some((commit) => typeof commit === "string" && !canBeHad(parts, commit))) {
    const detail = "No bundle at the server holds what the task begins from.";
    run.finish({ kind: "recorded", reason: "bundle_missing", detail });
    return null;
  }
  if (isMoved) disk.worktrees.delete(taskId);
  const isThere = disk.worktrees.has(taskId);
  const base = restoreTo ?? checkpoint?.commit ?? baseCommit ?? branchCommit ?? repository.baseCommit;
  if (isThere) await recordModelCheckpoint(parts, run, "as_found");
  const wanted = isThere ? restoreTo : base;
  if (wanted !== null) standAt(disk, { taskId, commit: wanted });
  return isThere ? null : base;
}

/** The base and the contract's branch are in the person's repository. What is only at another machine is fetched from the server. */
function canBeHad({ disk, bundled }: ModelRunParts, commit: string): boolean {
  if (disk.trees.has(commit) || disk.person.commits.has(commit)) return true;
  const tree = bundled(commit);
  if (tree !== undefined) disk.trees.set(commit, tree);
  return tree !== undefined;
}

type OneTurn = { request: TurnRequest; told: string | null; sessionId: string; session: string[] };

async function takeOneTurn(
  parts: ModelRunParts,
  run: Run,
  { request, told, sessionId, session }: OneTurn,
): Promise<void> {
  const { number, prompt } = request.turn;
  await parts.lease.held(run.signal);
  if (run.end !== null) return;
  run.door?.beginTurn();
  run.turn = { number, isCancelled: false };
  const text = [told, prompt].filter((part) => part !== null).join("\n\n");
  const cancelled = Promise.withResolvers<TurnEnd>();
  const ears: Ears = { messages: [], telling: Promise.resolve() };
  run.session = {
    sessionId,
    rung: "new",
    isAsleep: false,
    capabilities: { canLoad: parts.canLoad, canInjectResult: false, canSteer: parts.canSteer },
    prompt: () => cancelled.promise,
    // What it has taken in is told before its turn ends.
    cancel: async () => {
      await ears.telling;
      cancelled.resolve({ stopReason: "cancelled", usage: null });
    },
    ...(parts.canSteer ? { steer: async (message) => void ears.messages.push(message) } : {}),
  };
  const gone = new Promise<never>((_, reject) => {
    run.signal.addEventListener("abort", () => reject(new AgentGone()), { once: true });
  });
  await Promise.race([parts.mayAct(run), gone]);
  parts.log({ sessionId, type: "input", kind: "prompt", text });
  session.push(text);
  run.turn.isPrompted = true;
  giveMessages({ log: parts.daemonLog }, run);
  const hands = handsOf(parts, run, { session, sessionId, ears });
  const done = parts
    .takeTurn(run.command, hands)
    .then((): TurnEnd => ({ stopReason: "end_turn", usage: null }));
  try {
    const end = await Promise.race([done, cancelled.promise, gone]);
    await run.transcript?.endTurn();
    await recordModelCheckpoint(parts, run, "turn_end");
    await parts.append({ kind: "turn_ended", ...run.ref, turn: number, ...end, error: null }, { sync: true });
  } finally {
    run.turn = null;
    dropMessages(run, number);
  }
}

/** Messages that it was given and has not read, and its telling of the last one that it did. */
type Ears = { messages: SteeringMessage[]; telling: Promise<void> };

type Mind = { session: string[]; sessionId: string; ears: Ears };

/** Resolves when the agent may do something, and has read what it was given; a process that is gone, or whose turn was cancelled, never comes back. */
function actOf(parts: ModelRunParts, run: Run, { session, sessionId, ears }: Mind): () => Promise<void> {
  const turn = run.turn;
  const live = async (): Promise<void> => {
    if (run.end !== null || run.turn !== turn || turn?.isCancelled === true)
      await new Promise(() => undefined);
  };
  return async () => {
    await parts.mayAct(run);
    for (const message of ears.messages.splice(0)) {
      // The turn may have been cancelled while it told of the message before.
      await live();
      parts.log({ sessionId, type: "input", kind: "steer", text: message.text });
      session.push(message.text);
      // What it says of that is on its way to the daemon.
      ears.telling = parts.mayAct(run).then(() => recordHeard(parts, run, message.messageId));
      await ears.telling;
    }
    await live();
  };
}

function handsOf(parts: ModelRunParts, run: Run, mind: Mind): AgentHands {
  const { session, sessionId } = mind;
  const turn = run.turn;
  const act = actOf(parts, run, mind);
  let calls = 0;
  return {
    session,
    call: async (tool, input) => {
      await act();
      const callKey = `${run.ref.epoch}:${turn?.number ?? 0}:${++calls}`;
      parts.log({
        sessionId,
        type: "effect",
        kind: "call",
        toolCallId: callKey,
        toolName: tool,
        args: input,
      });
      const answer = await (run.door?.call({ callKey, tool, input }) ?? new Promise<never>(() => undefined));
      await act();
      parts.log({
        sessionId,
        type: "input",
        kind: "tool_result",
        toolCallId: callKey,
        result: answer.result,
      });
      session.push(rememberCall({ toolName: tool, input, output: answer.result, isError: answer.isError }));
      return answer;
    },
    say: async (text) => {
      await act();
      await run.transcript?.take({ kind: "text", role: "assistant", text });
    },
    useOwnTool: async (name) => {
      await act();
      const toolCallId = `${run.ref.epoch}:${turn?.number ?? 0}:own`;
      const about = { kind: "tool" as const, toolCallId, title: name, name, toolKind: "execute" };
      await run.transcript?.take({ ...about, state: "in_progress", input: {} });
      await act();
      await run.transcript?.take({ ...about, state: "completed", output: "ok" });
    },
    changeFile: () => {
      const { taskId, epoch } = run.ref;
      changeWorktree(parts.disk, { taskId, by: `${epoch}/${turn?.number ?? 0}` });
    },
  };
}

function openDoor(parts: ModelRunParts, run: Run): ToolDoor {
  return new ToolDoor({
    run: run.ref,
    tools: toolsFor(run.command.taskKind),
    waitMs: parts.toolWaitMs,
    append: (record, options) => parts.append(record, options),
    held: () => parts.lease.held(run.signal),
    onStubborn: () => undefined,
    onCall: async (call) => {
      await run.transcript?.flush();
      await run.transcript?.adopt(call);
    },
    makeCheckpoint: ({ tool }) =>
      recordModelCheckpoint(parts, run, tool === "create_checkpoint" ? "asked" : "completed"),
  });
}

async function recordModelCheckpoint(
  { disk, append }: ModelRunParts,
  run: Run,
  reason: SentCheckpoint["reason"],
): Promise<void> {
  const { contractId, taskId } = run.command;
  const made = makeModelCheckpoint({ disk, contractId, taskId, number: run.nextCheckpoint, reason });
  if (made === null) return;
  run.nextCheckpoint = made.number + 1;
  await append({ kind: "checkpoint", ...run.ref, checkpoint: made });
}
