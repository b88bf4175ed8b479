// The runs of this daemon: one for each task at a time, found by task and epoch.
import type { MeshCommand, RunRef, StartRun } from "@makima/protocol/mesh";
import type { Logger } from "pino";
import type { Heartbeat } from "../link/outlook.ts";
import { cancelTurn } from "./cancel-turn.ts";
import { Run } from "./run.ts";
import { steerRun } from "./steer-run.ts";
import { stopRun } from "./stop-run.ts";

export type RunCommand = Extract<
  MeshCommand,
  {
    kind:
      | "start_run"
      | "begin_turn"
      | "cancel_turn"
      | "stop_run"
      | "steer"
      | "tool_result"
      | "permission_answer";
  }
>;

export interface RunsParts {
  readonly log: Logger;
  /** Resolves when nothing of the run is left and its end is on disk. */
  readonly conduct: (run: Run) => Promise<void>;
}

export class Runs {
  readonly #parts: RunsParts;
  readonly #byTask = new Map<string, Run>();
  readonly #conducted = new Set<Promise<void>>();

  constructor(parts: RunsParts) {
    this.#parts = parts;
  }

  /** A command for a run that is not here is over for the server too, which ends runs that a hello does not list. */
  act(command: RunCommand): void {
    if (command.kind === "start_run") return this.#start(command);
    const run = this.#byTask.get(command.taskId);
    if (run === undefined || run.ref.epoch !== command.epoch) {
      const { kind, taskId, epoch } = command;
      return this.#parts.log.warn({ kind, taskId, epoch }, "a command for a run that is not here");
    }
    switch (command.kind) {
      case "begin_turn":
        return run.beginTurn(command);
      case "cancel_turn":
        return cancelTurn(this.#parts, run, command.reason);
      case "steer":
        return steerRun(this.#parts, run, command);
      case "stop_run":
        return stopRun(run, command);
      case "tool_result":
        return run.door?.deliver(command);
      case "permission_answer":
        return run.permissions.get(command.requestKey)?.(command.optionId);
    }
  }

  listLiveTasks(): string[] {
    return this.listLive().map(({ taskId }) => taskId);
  }

  /** The run of a task that goes on here. */
  find(taskId: string): Run | null {
    const run = this.#byTask.get(taskId);
    return run === undefined || run.end !== null ? null : run;
  }

  /** Runs whose agent lives in this process, or is about to. */
  listLive(): RunRef[] {
    return [...this.#byTask.values()].filter(({ end }) => end === null).map(({ ref }) => ref);
  }

  listHeartbeats(): Heartbeat[] {
    return [...this.#byTask.values()].map(({ ref, status }) => {
      const { version, activity, progress, pendingTaskIds } = status;
      return { ...ref, version, activity, progress, pendingTaskIds: [...pendingTaskIds] };
    });
  }

  /** The lease is lost: until it is back, no agent does anything. */
  pauseAll(): void {
    this.#signalAll("pause");
  }

  resumeAll(): void {
    this.#signalAll("resume");
  }

  endFenced(refs: readonly RunRef[]): void {
    for (const { taskId, epoch } of refs) {
      const run = this.#byTask.get(taskId);
      if (run?.ref.epoch === epoch) run.finish({ kind: "silent", why: "fenced" });
    }
  }

  /** Resolves when nothing of the task's run is left here, and its end is on disk. */
  async over(taskId: string): Promise<void> {
    await this.#byTask.get(taskId)?.isOver;
  }

  /** At the end of the program; what agents were saying is kept. */
  async endAll(): Promise<void> {
    for (const run of this.#byTask.values()) run.finish({ kind: "silent", why: "shutdown" });
    await Promise.all(this.#conducted);
  }

  #start(command: StartRun): void {
    const former = this.#byTask.get(command.taskId);
    if (former !== undefined && former.ref.epoch >= command.epoch) return;
    const run = new Run(command);
    this.#byTask.set(command.taskId, run);
    const { log } = this.#parts;
    const conduct = async (): Promise<void> => {
      // Two agents never work in one worktree.
      former?.finish({ kind: "silent", why: "superseded" });
      await former?.isOver;
      log.info({ ...run.ref, agent: command.agent }, "a run begins");
      await this.#parts.conduct(run);
      log.info({ ...run.ref, end: run.end }, "a run is over");
    };
    const conducted = conduct()
      .catch((error: unknown) => log.error({ ...run.ref, err: error }, "a run's end could not be kept"))
      .finally(() => {
        run.close();
        this.#conducted.delete(conducted);
        if (this.#byTask.get(command.taskId) === run) this.#byTask.delete(command.taskId);
      });
    this.#conducted.add(conducted);
  }

  #signalAll(what: "pause" | "resume"): void {
    for (const run of this.#byTask.values()) {
      run.agent?.[what]().catch((error: unknown) => {
        this.#parts.log.error({ ...run.ref, err: error, what }, "an agent could not be signalled");
      });
    }
  }
}
