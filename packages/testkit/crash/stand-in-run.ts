// One run of a stand-in agent on a stand-in daemon: its session, its turns, its calls, in the order in which the real daemon records them.
import type { MeshRecord, RunRef, StartRun } from "@makima/protocol/mesh";
import type { AgentLine } from "../agent-log.ts";
import { sleep } from "../ports/clock.ts";
import { newName } from "../ports/random.ts";
import type { AgentMemory, DaemonDisk } from "./daemon-disk.ts";
import { type AgentStep, newMemory, nextStep, programOf, takePrompt, takeResult } from "./stand-in-agent.ts";
import { keepWorktree } from "./stand-in-hands.ts";

type RunParts = {
  disk: DaemonDisk;
  askWaitMs: number;
  append: (record: MeshRecord) => Promise<void>;
  at: (point: string) => Promise<void>;
  requestPast: () => Promise<string>;
  ended: (run: StandInRun) => void;
};

type Turn = StartRun["turn"];
type Result = { result: unknown; isError: boolean };

export class StandInRun {
  readonly ref: RunRef;
  readonly #command: StartRun;
  readonly #parts: RunParts;
  readonly #results = new Map<string, PromiseWithResolvers<Result>>();
  #turns: Turn[];
  #wake: () => void = () => undefined;
  #isStopping = false;
  #isOver = false;
  #session = "";
  #nextCheckpoint: number;

  constructor(command: StartRun, parts: RunParts) {
    this.ref = { taskId: command.taskId, epoch: command.epoch };
    this.#command = command;
    this.#parts = parts;
    this.#turns = [command.turn];
    this.#nextCheckpoint = Math.max(command.checkpoint?.number ?? 0, command.lastCheckpoint) + 1;
  }

  async conduct(): Promise<void> {
    const { disk } = this.#parts;
    const { agentSession, hasPast, worktree } = {
      ...this.#command,
      worktree: `/worktrees/${this.ref.taskId}`,
    };
    const isLoaded =
      agentSession !== null &&
      disk.unanswered.get(this.ref.taskId) !== agentSession &&
      disk.sessions.has(agentSession);
    this.#session = isLoaded ? agentSession : newName("session");
    if (!isLoaded) disk.sessions.set(this.#session, newMemory());
    openWorktree(disk, this.#command);
    disk.steps.push({ kind: "process_started", ...this.ref });
    this.#parts.disk.agentLog.push({ ...this.#line(), type: "input", kind: isLoaded ? "load" : "new" });
    await this.#parts.at("process started");
    disk.unanswered.set(this.ref.taskId, this.#session);
    const rung = isLoaded ? "loaded" : hasPast ? "told" : "new";
    await this.#parts.append({
      kind: "run_started",
      ...this.ref,
      agentSession: this.#session,
      worktreePath: worktree,
      rung,
    });
    const past = rung === "told" ? await this.#parts.requestPast() : null;
    for (let turn = await this.#nextTurn(); turn !== null; turn = await this.#nextTurn()) {
      await this.#runTurn(turn, turn.number === 1 ? past : null);
    }
    if (!this.#isOver)
      await this.#parts.append({ kind: "run_ended", ...this.ref, reason: "stopped", detail: "" });
    this.end();
  }

  beginTurn(turn: Turn): void {
    this.#turns.push(turn);
    this.#wake();
  }

  /** After the turn that runs. */
  stop(): void {
    this.#isStopping = true;
    this.#wake();
  }

  /** At once, without a word. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#parts.disk.steps.push({ kind: "process_ended", ...this.ref });
    this.#parts.ended(this);
    this.#wake();
  }

  deliver({ callKey, result, isError }: Result & { callKey: string }): void {
    this.#resultOf(callKey).resolve({ result, isError });
  }

  async #nextTurn(): Promise<Turn | null> {
    for (;;) {
      if (this.#isOver) return null;
      const turn = this.#turns.shift();
      if (turn !== undefined) return turn;
      if (this.#isStopping) return null;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async #runTurn({ number, prompt }: Turn, past: string | null): Promise<void> {
    const { disk } = this.#parts;
    const program = programOf(this.#command.taskKind);
    disk.unanswered.set(this.ref.taskId, this.#session);
    disk.steps.push({ kind: "turn_begun", ...this.ref, turn: number });
    const text = past === null ? prompt : `${past}\n\n${prompt}`;
    this.#parts.disk.agentLog.push({ ...this.#line(), type: "input", kind: "prompt", text });
    takePrompt(program, memoryOf(this.#parts.disk, this.#session), text);
    await this.#parts.append({
      kind: "messages",
      ...this.ref,
      messages: [messageOf(number, `Turn ${number} of run ${this.ref.epoch}.`)],
    });
    if (this.#command.taskKind !== "supervisor") disk.worktrees.set(this.ref.taskId, true);
    disk.unanswered.delete(this.ref.taskId);
    for (
      let step = nextStep(program, memoryOf(this.#parts.disk, this.#session));
      step !== null;
      step = nextStep(program, memoryOf(this.#parts.disk, this.#session))
    ) {
      await this.#call(step);
      if (this.#isOver) return;
    }
    disk.steps.push({ kind: "turn_ended", ...this.ref, turn: number });
    await this.#parts.append({
      kind: "turn_ended",
      ...this.ref,
      turn: number,
      stopReason: "end_turn",
      usage: null,
      error: null,
    });
  }

  async #call(step: AgentStep): Promise<void> {
    const { append } = this.#parts;
    const callKey = newName(step.name.replaceAll(" ", "-"));
    const input = step.input(memoryOf(this.#parts.disk, this.#session));
    if (step.tool === "complete_task" || step.tool === "complete_contract") await this.#checkpoint(step.tool);
    this.#parts.disk.agentLog.push({
      ...this.#line(),
      type: "effect",
      kind: "tool_call",
      toolCallId: callKey,
      toolName: step.tool,
      args: input,
    });
    await append({ kind: "tool_call", ...this.ref, callKey, tool: step.tool, input });
    const answered = this.#resultOf(callKey).promise;
    const waitMs = step.tool === "ask_question" ? this.#parts.askWaitMs : TASKS_WAIT_MS;
    const isWaiting = step.tool === "ask_question" || step.tool === "wait_for_tasks";
    if (isWaiting && (await Promise.race([answered.then(() => "answered"), sleep(waitMs)])) === undefined)
      await append({ kind: "tool_overdue", ...this.ref, callKey });
    const { result, isError } = await answered;
    this.#parts.disk.agentLog.push({
      ...this.#line(),
      type: "input",
      kind: "tool_result",
      toolCallId: callKey,
      toolName: step.tool,
      result,
    });
    takeResult(memoryOf(this.#parts.disk, this.#session), step.name, { result, isError });
    await this.#parts.at(`result taken: ${step.tool}`);
  }

  /** A supervisor's worktree has nothing to keep. */
  async #checkpoint(tool: string): Promise<void> {
    if (tool !== "complete_task") return;
    const { disk, at, append } = this.#parts;
    const { contractId, taskId } = this.#command;
    const wanted = { contractId, taskId, number: this.#nextCheckpoint, evenIfSame: false };
    const kept = await keepWorktree(disk, wanted, at);
    if (kept === null) return;
    this.#nextCheckpoint += 1;
    const checkpoint = { ...kept, message: "Done", reason: "completed" as const };
    await append({ kind: "checkpoint", ...this.ref, checkpoint });
  }

  #line(): Pick<AgentLine, "atMs" | "pid" | "sessionId"> {
    return { atMs: 0, pid: this.ref.epoch, sessionId: this.#session };
  }

  #resultOf(callKey: string): PromiseWithResolvers<Result> {
    const known = this.#results.get(callKey) ?? Promise.withResolvers<Result>();
    this.#results.set(callKey, known);
    return known;
  }
}

/** How long a supervisor waits for its tasks within its call. */
const TASKS_WAIT_MS = 1_000;

/** Made where it is not there. All that an agent writes is one file, so that every checkpoint holds it. */
function openWorktree({ worktrees }: DaemonDisk, { taskId, restoreTo }: StartRun): void {
  worktrees.set(taskId, worktrees.get(taskId) === true || restoreTo !== null);
}

function memoryOf(disk: DaemonDisk, session: string): AgentMemory {
  const memory = disk.sessions.get(session);
  if (memory === undefined) throw new Error("a session has a memory");
  return memory;
}

/** An agent says one thing in each of its turns, so that a turn's number numbers its message. */
const messageOf = (source: number, content: string) => ({
  source,
  role: "assistant" as const,
  content,
  toolCallId: null,
  toolName: null,
  isError: false,
  truncated: false,
  durationMs: null,
});
