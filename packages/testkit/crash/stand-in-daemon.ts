// A stand-in for a daemon that speaks the real mesh: signed hello, spool until acknowledged, journal of commands, heartbeats. Its disk is given
// and outlives it; its agents are programs of a few steps, so that one life costs milliseconds and can be ended at any instant.
import type { MeshCommand, MeshRecord, RunRef, ServerFrame } from "@makima/protocol/mesh";
import { sleep } from "../ports/clock.ts";
import { type DaemonDisk, openRecords, spool } from "./daemon-disk.ts";
import { doByHand, type HandsCommand, isForHands } from "./stand-in-hands.ts";
import { type DaemonIdentity, StandInLink } from "./stand-in-link.ts";
import { StandInRun } from "./stand-in-run.ts";

type StandInDaemonParts = {
  identity: DaemonIdentity;
  /** new at each start */
  bootId: string;
  disk: DaemonDisk;
  /** of the server, or of what stands before it */
  url: string;
  /** how long an agent waits for the answer to a question before it is told that it is pending */
  askWaitMs: number;
  /** called at each named instant of the daemon's own */
  at: (point: string) => Promise<void>;
};

export class StandInDaemon {
  readonly #parts: StandInDaemonParts;
  readonly #link: StandInLink;
  readonly #runs = new Map<string, StandInRun>();
  readonly #requests: PromiseWithResolvers<string>[] = [];
  #isOver = false;

  constructor(parts: StandInDaemonParts) {
    this.#parts = parts;
    const live = (): RunRef[] => [...this.#runs.values()].map(({ ref }) => ref);
    this.#link = new StandInLink({ ...parts, live, take: (frame) => this.#take(frame) });
  }

  /** Runs until it is killed. What was cut short of its hands' work is done again first. */
  start(): void {
    const { disk, bootId } = this.#parts;
    disk.steps.push({ kind: "booted", bootId });
    for (const [id, { command, isFinished }] of disk.journal) {
      if (!isFinished && isForHands(command)) this.#until(this.#doByHand(id, command));
    }
    this.#until(this.#link.run());
  }

  /** SIGKILL: nothing of it goes on, and nothing is said. */
  kill(): void {
    this.#isOver = true;
    for (const run of [...this.#runs.values()]) run.end();
    this.#link.end();
  }

  /** The network is gone for so long; its agents do not know. */
  cutOff(ms: number): void {
    this.#link.cutOff(ms);
  }

  /** Nothing runs, and the server has acknowledged all that was said. */
  isQuiet(): boolean {
    return this.#runs.size === 0 && openRecords(this.#parts.disk).length === 0 && this.#link.isWelcome;
  }

  async #take(frame: ServerFrame): Promise<void> {
    const { disk } = this.#parts;
    switch (frame.kind) {
      case "challenge":
        this.#link.greet();
        return this.#at("frame sent: hello");
      case "welcome": {
        disk.steps.push({ kind: "connected", session: frame.session });
        this.#link.isWelcome = true;
        const records = openRecords(disk);
        if (records.length > 0) this.#link.send({ kind: "records", records });
        this.#link.send({ kind: "caught_up" });
        return this.#at("frame sent: caught_up");
      }
      case "ack":
        if (frame.upTo <= disk.acknowledged) return;
        disk.acknowledged = frame.upTo;
        disk.steps.push({ kind: "acknowledged", upTo: frame.upTo });
        return;
      case "command":
        return this.#accept(frame.id, frame.command);
      case "heartbeat_ack":
        for (const { taskId, epoch } of frame.fenced) {
          const run = this.#runs.get(taskId);
          if (run?.ref.epoch === epoch) run.end();
        }
        return;
      case "response":
        if (frame.ok) this.#requests[frame.id]?.resolve(frame.text);
        return;
      case "refused":
        return this.#link.close();
      case "ready":
        return;
    }
  }

  /** On disk first, then on its way. */
  async #append(record: MeshRecord): Promise<void> {
    if (this.#isOver) await never();
    const spooled = spool(this.#parts.disk, record);
    const what = record.kind === "tool_call" ? `${record.kind} ${record.tool}` : record.kind;
    await this.#at(`record spooled: ${what}`);
    this.#link.send({ kind: "records", records: [spooled] });
    await this.#at(`frame sent: ${what}`);
  }

  async #accept(id: string, command: MeshCommand): Promise<void> {
    const { disk } = this.#parts;
    const isNew = !disk.journal.has(id);
    if (isNew) {
      disk.journal.set(id, { command, isFinished: false });
      disk.steps.push({ kind: "journaled", commandId: id });
      await this.#at(`command journaled: ${command.kind}`);
    }
    this.#link.send({ kind: "ack_commands", ids: [id] });
    await this.#at(`frame sent: ack of ${command.kind}`);
    if (!isNew) return;
    if (isForHands(command)) return this.#until(this.#doByHand(id, command));
    disk.steps.push({ kind: "did", commandId: id });
    if (command.kind === "start_run") return this.#startRun(command);
    const run = this.#runs.get(command.taskId);
    if (run === undefined || run.ref.epoch !== command.epoch) return;
    if (command.kind === "begin_turn") run.beginTurn(command.turn);
    else if (command.kind === "tool_result") run.deliver(command);
    else if (command.kind === "stop_run") run.stop();
  }

  #startRun(command: Extract<MeshCommand, { kind: "start_run" }>): void {
    const former = this.#runs.get(command.taskId);
    if (former !== undefined && former.ref.epoch >= command.epoch) return;
    former?.end();
    const { disk, askWaitMs } = this.#parts;
    const run = new StandInRun(command, {
      disk,
      askWaitMs,
      append: (record) => this.#append(record),
      at: (point) => this.#at(point),
      requestPast: () => this.#requestPast(command),
      ended: (one) => {
        if (this.#runs.get(command.taskId) === one) this.#runs.delete(command.taskId);
      },
    });
    this.#runs.set(command.taskId, run);
    this.#until(run.conduct());
  }

  /** Asked again until it is answered: a connection that is lost takes the question with it. */
  async #requestPast({ taskId, epoch }: RunRef): Promise<string> {
    const id = this.#requests.length;
    const { promise } = (this.#requests[id] = Promise.withResolvers<string>());
    for (;;) {
      this.#link.send({ kind: "request", id, ask: { kind: "past", taskId, epoch } });
      const text = await Promise.race([promise, sleep(ASK_AGAIN_MS).then(() => null)]);
      if (this.#isOver || this.#runs.get(taskId)?.ref.epoch !== epoch) await never();
      if (text !== null) return text;
    }
  }

  async #doByHand(id: string, command: HandsCommand): Promise<void> {
    const { disk } = this.#parts;
    const value = await doByHand(disk, command, (point) => this.#at(point));
    await this.#append({ kind: "command_done", commandId: id, result: { ok: true, value } });
    disk.steps.push({ kind: "did", commandId: id });
    disk.journal.set(id, { command, isFinished: true });
  }

  /** An instant at which it may be killed: then nothing behind it is ever done. */
  async #at(point: string): Promise<void> {
    await this.#parts.at(point);
    if (this.#isOver) await never();
  }

  /** What ends with the daemon's own end is nobody's error. */
  #until(work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (!this.#isOver) throw error;
    });
  }
}

const ASK_AGAIN_MS = 60;

/** What a dead program would have done next. */
const never = (): Promise<void> => new Promise(() => undefined);
