// A model of the daemon around the shipped link session, record sender, lease, runs' rules and tool door. Modelled are: the disk, the
// processes (an agent is a function), git (a commit is a name) and the link's coming back, which the schedule decides.
import { createHash, type KeyObject, sign } from "node:crypto";
import { Lease } from "@makima/daemon/lease/lease";
import { LinkSession } from "@makima/daemon/link/link-session";
import type { LinkParts } from "@makima/daemon/link/outlook";
import { PastRequests } from "@makima/daemon/link/past-requests";
import { cancelTurn } from "@makima/daemon/runs/cancel-turn";
import { Run } from "@makima/daemon/runs/run";
import { stopRun } from "@makima/daemon/runs/stop-run";
import {
  COMMANDS_WITH_RESULT,
  type MeshCommand,
  type MeshRecord,
  type RunRef,
  type StartRun,
} from "@makima/protocol/mesh";
import type { AgentHands } from "./model-agent.ts";
import { conductModelRun, type ModelRunParts } from "./model-run.ts";
import { actAs, type Node } from "./simulated-clock.ts";
import { DiskView, type SimulatedDisk, SimulatedJournal, SimulatedSpool } from "./simulated-disk.ts";
import type { SimulatedLink } from "./simulated-link.ts";

export type Machine = { daemonId: string; privateKey: KeyObject; disk: SimulatedDisk };

export type ModelDaemonParts = {
  machine: Machine;
  bootId: string;
  log: LinkParts["log"];
  limits: { batchRecords: number; toolWaitMs: number; maxTasks: number };
  canLoad: boolean;
  writesAtOnce: () => boolean;
  agentLog: ModelRunParts["log"];
  takeTurn(command: StartRun, hands: AgentHands): Promise<void>;
  newSession(): string;
  /** something went wrong that no fault explains */
  failed(error: unknown): void;
};

type AgentAtGate = { run: Run; go: () => void };

export class ModelDaemon {
  readonly node: Node;
  readonly machine: Machine;
  readonly view: DiskView;
  readonly #parts: ModelDaemonParts;
  readonly #spool: SimulatedSpool;
  readonly #journal: SimulatedJournal;
  readonly #lease: Lease;
  readonly #past = new PastRequests();
  readonly #runs = new Map<string, Run>();
  #agents: AgentAtGate[] = [];
  #arePaused = false;
  link: SimulatedLink | null = null;

  constructor(parts: ModelDaemonParts) {
    this.#parts = parts;
    this.machine = parts.machine;
    parts.machine.disk.steps.push({ kind: "booted", bootId: parts.bootId });
    this.node = { name: `daemon ${parts.machine.daemonId}`, isDead: false, isStopped: false };
    this.view = new DiskView(parts.machine.disk, parts.writesAtOnce);
    this.#spool = new SimulatedSpool(this.view, parts.limits.batchRecords);
    this.#journal = new SimulatedJournal(this.view);
    this.#lease = new Lease({
      onLost: () => {
        this.#arePaused = true;
      },
      onRegained: () => {
        this.#arePaused = false;
      },
    });
    for (const { id, command } of this.#journal.unfinished)
      actAs(this.node, () => this.#useHands(id, command));
  }

  /** Agents whose next act could happen now. */
  get readyAgents(): readonly AgentAtGate[] {
    return this.node.isDead || this.node.isStopped || this.#arePaused ? [] : this.#agents;
  }

  get liveRuns(): Run[] {
    return [...this.#runs.values()].filter(({ end }) => end === null);
  }

  get isAtRest(): boolean {
    return (
      this.#spool.ackedSeq === this.#spool.durableSeq && !this.view.hasUnwritten && this.#agents.length === 0
    );
  }

  letAct(agent: AgentAtGate): void {
    this.#agents = this.#agents.filter((one) => one !== agent);
    agent.go();
  }

  /** An agent's process is killed. */
  crashAgent(run: Run): void {
    run.finish({ kind: "recorded", reason: "agent_ended", detail: "the simulated agent was killed" });
  }

  connect(link: SimulatedLink): void {
    this.link = link;
    actAs(this.node, () => {
      const session = new LinkSession({
        socket: link.daemonSocket(),
        parts: this.#linkParts(),
        past: this.#past,
        onWelcome: () => undefined,
      });
      // However it ends, the next connection is tried; a refusal of this daemon for good does not occur here.
      session.run().then(
        () => this.#lose(link),
        () => this.#lose(link),
      );
    });
  }

  /** The program is gone, with all that was not on its disk. */
  crash(): void {
    this.node.isDead = true;
    this.view.die();
    this.#agents = [];
    this.link?.cut();
  }

  #lose(link: SimulatedLink): void {
    link.cut();
    if (this.link === link) this.link = null;
  }

  #linkParts(): LinkParts {
    const { machine, bootId, log, limits } = this.#parts;
    const ready = { driver: "acp", version: "1", ready: true, problem: null };
    return {
      url: "simulated:",
      identity: {
        daemonId: machine.daemonId,
        sign: (text: string) => sign(null, Buffer.from(text), machine.privateKey).toString("base64"),
      },
      bootId,
      machine: machine.daemonId,
      agents: [{ name: "scripted", ...ready }],
      maxTasks: limits.maxTasks,
      spool: this.#spool,
      journal: this.#journal,
      lease: this.#lease,
      log,
      listLive: () => this.liveRuns.map(({ ref }) => ref),
      listHeartbeats: () =>
        [...this.#runs.values()].map(({ ref, status }) => {
          const { version, activity, progress, pendingTaskIds } = status;
          return { ...ref, version, activity, progress, pendingTaskIds: [...pendingTaskIds] };
        }),
      act: (command) => this.#act(command),
      endFenced: (refs) => this.#endFenced(refs),
      onReady: () => undefined,
    };
  }

  #endFenced(refs: readonly RunRef[]): void {
    for (const { taskId, epoch } of refs) {
      const run = this.#runs.get(taskId);
      if (run?.ref.epoch === epoch) run.finish({ kind: "silent", why: "fenced" });
    }
  }

  #act({ id, command }: { id: string; command: MeshCommand }): void {
    this.machine.disk.steps.push({ kind: "did", commandId: id });
    if (command.kind === "start_run") return this.#start(command);
    if (COMMANDS_WITH_RESULT.some((kind) => kind === command.kind)) return this.#useHands(id, command);
    const run = "taskId" in command ? this.#runs.get(command.taskId) : undefined;
    if (run === undefined || !("epoch" in command) || run.ref.epoch !== command.epoch) return;
    switch (command.kind) {
      case "begin_turn":
        return run.beginTurn(command);
      case "cancel_turn":
        return cancelTurn({ log: this.#parts.log }, run, command.reason);
      case "stop_run":
        return stopRun(run, command);
      case "tool_result":
        return run.door?.deliver(command);
    }
  }

  #start(command: StartRun): void {
    const former = this.#runs.get(command.taskId);
    if (former !== undefined && former.ref.epoch >= command.epoch) return;
    const run = new Run(command);
    this.#runs.set(command.taskId, run);
    const conduct = async (): Promise<void> => {
      former?.finish({ kind: "silent", why: "superseded" });
      await former?.isOver;
      await conductModelRun(this.#runParts(), run);
      if (!this.node.isDead) this.machine.disk.steps.push({ kind: "process_ended", ...run.ref });
    };
    conduct()
      .catch((error: unknown) => this.#parts.failed(error))
      .finally(() => {
        run.close();
        if (this.#runs.get(command.taskId) === run) this.#runs.delete(command.taskId);
      });
  }

  #runParts(): ModelRunParts {
    const { machine, canLoad, limits, agentLog, takeTurn, newSession } = this.#parts;
    return {
      disk: machine.disk,
      lease: this.#lease,
      toolWaitMs: limits.toolWaitMs,
      canLoad,
      log: (line) => {
        if (!this.node.isDead) agentLog(line);
      },
      append: (record: MeshRecord, options) => this.#spool.append(record, options),
      requestPast: (run, signal) => this.#past.request(run, signal),
      mayAct: (run) =>
        new Promise((go) => {
          this.#agents.push({ run, go });
          run.signal.addEventListener(
            "abort",
            () => {
              this.#agents = this.#agents.filter((one) => one.run !== run);
            },
            { once: true },
          );
        }),
      takeTurn,
      newSession,
    };
  }

  #useHands(id: string, command: MeshCommand): void {
    const work = async (): Promise<void> => {
      const result = { ok: true as const, value: this.#answer(command) };
      await this.#spool.append({ kind: "command_done", commandId: id, result }, { sync: true });
      await this.#journal.finish(id);
    };
    work().catch((error: unknown) => this.#parts.failed(error));
  }

  #answer(command: MeshCommand): unknown {
    switch (command.kind) {
      case "check_repository":
        return { ok: true, path: command.path, baseBranch: "main", baseCommit: "0".repeat(40) };
      case "merge": {
        const { merges } = this.machine.disk;
        const commit =
          merges.get(command.mergeId) ?? createHash("sha1").update(command.mergeId).digest("hex");
        merges.set(command.mergeId, commit);
        return { merged: true, commit, delivered: null };
      }
      default:
        return { files: [], diff: "", truncated: false };
    }
  }
}
