// A model of the daemon around the shipped link session, record sender, lease, runs' rules and tool door. Modelled are: the disk, the
// processes (an agent is a function), git (a commit is a name) and the link's coming back, which the schedule decides.
import { type KeyObject, sign } from "node:crypto";
import { Lease } from "@makima/daemon/lease/lease";
import { LinkSession } from "@makima/daemon/link/link-session";
import type { LinkParts } from "@makima/daemon/link/outlook";
import { PastRequests } from "@makima/daemon/link/past-requests";
import type { Run } from "@makima/daemon/runs/run";
import { Runs } from "@makima/daemon/runs/runs";
import type { MeshCommand, MeshRecord, StartRun } from "@makima/protocol/mesh";
import type { AgentHands } from "./model-agent.ts";
import { answerByHand, type HandsCommand, isForHands } from "./model-hands.ts";
import { conductModelRun, type ModelRunParts } from "./model-run.ts";
import { actAs, type Node } from "./simulated-clock.ts";
import { DiskView, type SimulatedDisk, SimulatedJournal, SimulatedSpool } from "./simulated-disk.ts";
import type { SimulatedLink } from "./simulated-link.ts";

export type Machine = { daemonId: string; privateKey: KeyObject; disk: SimulatedDisk };

export type ModelDaemonParts = {
  machine: Machine;
  bootId: string;
  log: LinkParts["log"];
  limits: { batchRecords: number; toolWaitMs: number; maxTasks: number; startsAtOnce: number };
  canLoad: boolean;
  canSteer: boolean;
  writesAtOnce: () => boolean;
  agentLog: ModelRunParts["log"];
  /** an agent that knew nothing was told its conversation */
  pastTold: (past: { taskId: string; epoch: number; text: string }) => void;
  takeTurn: (command: StartRun, hands: AgentHands) => Promise<void>;
  newSession: () => string;
  /** what other machines that are up have: they send each checkpoint to the server, which keeps it */
  bundled: ModelRunParts["bundled"];
  /** whether a command that a former program did not finish is still this machine's to do */
  stands: (commandId: string) => Promise<boolean>;
  /** something went wrong that no fault explains */
  failed: (error: unknown) => void;
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
  readonly #runs: Runs;
  /** whose agents live */
  readonly #conducted = new Set<Run>();
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
    this.#runs = new Runs({ log: parts.log, conduct: (run) => this.#conduct(run) });
    for (const { id, command } of this.#journal.unfinished)
      if (isForHands(command)) actAs(this.node, () => this.#redo(id, command));
  }

  /** Agents whose next act could happen now. */
  get readyAgents(): readonly AgentAtGate[] {
    return this.node.isDead || this.node.isStopped || this.#arePaused ? [] : this.#agents;
  }

  get liveRuns(): Run[] {
    return [...this.#conducted].filter(({ end }) => end === null);
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
      const lose = (): void => {
        link.cut();
        if (this.link === link) this.link = null;
      };
      session.run().then(lose, lose);
    });
  }

  /** The program is gone, with all that was not on its disk. */
  crash(): void {
    this.node.isDead = true;
    this.view.die();
    this.#agents = [];
    this.link?.cut();
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
      maxTasks: limits.maxTasks,
      startsAtOnce: limits.startsAtOnce,
      spool: this.#spool,
      journal: this.#journal,
      lease: this.#lease,
      log,
      listAgents: () => [{ name: "scripted", ...ready }],
      listLive: () => this.#runs.listLive(),
      listHeartbeats: () => this.#runs.listHeartbeats(),
      act: (command) => this.#act(command),
      endFenced: (refs) => this.#runs.endFenced(refs),
      strain: () => null,
      onReady: () => undefined,
      onSession: () => undefined,
      onHeard: () => undefined,
    };
  }

  #act({ id, command }: { id: string; command: MeshCommand }): void {
    const dies = !isForHands(command) && command.kind !== "start_run";
    this.machine.disk.steps.push({ kind: "did", commandId: id, dies });
    if (isForHands(command)) this.#useHands(id, command);
    else this.#runs.act(command);
  }

  async #conduct(run: Run): Promise<void> {
    this.#conducted.add(run);
    try {
      await conductModelRun(this.#runParts(), run);
      if (!this.node.isDead) this.machine.disk.steps.push({ kind: "process_ended", ...run.ref });
    } catch (error) {
      this.#parts.failed(error);
    } finally {
      this.#conducted.delete(run);
    }
  }

  #runParts(): ModelRunParts {
    const { machine, canLoad, canSteer, limits, agentLog, bundled, takeTurn, newSession } = this.#parts;
    return {
      disk: machine.disk,
      bundled,
      lease: this.#lease,
      toolWaitMs: limits.toolWaitMs,
      canLoad,
      canSteer,
      daemonLog: this.#parts.log,
      log: (line) => {
        if (!this.node.isDead) agentLog(line);
      },
      append: (record: MeshRecord, options) => this.#spool.append(record, options),
      requestPast: async (run, signal) => {
        const text = await this.#past.request(run, signal);
        this.#parts.pastTold({ ...run, text });
        return text;
      },
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

  /** While this machine was away, the command may have been given to another one. */
  #redo(id: string, command: HandsCommand): void {
    const redo = async (): Promise<void> => {
      if (await this.#parts.stands(id)) this.#useHands(id, command);
      else await this.#journal.finish(id);
    };
    redo().catch((error: unknown) => this.#parts.failed(error));
  }

  #useHands(id: string, command: HandsCommand): void {
    const work = async (): Promise<void> => {
      const result = await answerByHand(this.machine.disk, command, () => this.view.write(() => undefined));
      await this.#spool.append({ kind: "command_done", commandId: id, result }, { sync: true });
      await this.#journal.finish(id);
    };
    work().catch((error: unknown) => this.#parts.failed(error));
  }
}

/** An agent's process is killed. */
export function killAgent(run: Run): void {
  run.finish({ kind: "recorded", reason: "agent_ended", detail: "the simulated agent was killed" });
}
