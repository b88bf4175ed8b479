// The whole simulated world of one schedule: servers, machines with their daemons, the connections between them, and who of them lives.
import { setImmediate } from "node:timers/promises";
import { uuidV7 } from "@makima/core/ids";
import type { Ids } from "@makima/server/ports/ids";
import type { AgentLine } from "../agent-log.ts";
import type { Evidence } from "../history/evidence.ts";
import type { SupervisorProgram } from "./agent-program.ts";
import { type Fate, type Fates, Gate } from "./connections.ts";
import { hearFrame } from "./hear-frame.ts";
import type { FaultKind, Limits } from "./limits.ts";
import { look } from "./look.ts";
import type { MemoryDatabase } from "./memory-database.ts";
import { takeModelTurn } from "./model-agent.ts";
import { type Machine, ModelDaemon } from "./model-daemon.ts";
import { PersonRepository } from "./person-repository.ts";
import { actAs, SimulatedClock } from "./simulated-clock.ts";
import { SimulatedLink } from "./simulated-link.ts";
import { SimulatedServer } from "./simulated-server.ts";
import { type Stream, streamOf } from "./streams.ts";

const START_MS = Date.UTC(2026, 0, 1);

type WorldParts = {
  seed: number;
  limits: Limits;
  program: SupervisorProgram;
  database: MemoryDatabase;
  daemonsOffMs?: number;
};

export type Counters = Record<string, number>;

export class SimulatedWorld {
  readonly seed: number;
  readonly limits: Limits;
  readonly program: SupervisorProgram;
  readonly database: MemoryDatabase;
  readonly gate = new Gate();
  readonly clock: SimulatedClock;
  readonly agentLog: AgentLine[] = [];
  readonly person = new PersonRepository();
  readonly pasts: Evidence["pasts"] = [];
  readonly trace: string[] = [];
  readonly counters: Counters = {};
  /** what no fault explains */
  readonly faultsOfOurs: unknown[] = [];
  readonly skew = { ms: 0 };
  /** the history as it stood when the faults ended */
  earlier: Evidence["earlier"] = [];
  /** ids of the daemons whose machines reach nobody for now */
  readonly away = new Set<string>();
  servers: SimulatedServer[] = [];
  daemons: ModelDaemon[] = [];
  /** false from the heal on */
  hasFaults = false;
  readonly ids: Ids;
  readonly #fate: Stream;
  readonly #bells: Stream;
  readonly #disk: Stream;
  #names = 0;

  constructor(at: WorldParts) {
    this.seed = at.seed;
    this.clock = new SimulatedClock(START_MS, at.daemonsOffMs ?? 0);
    this.limits = at.limits;
    this.program = at.program;
    this.database = at.database;
    this.ids = seededIds(this.clock, streamOf(at.seed, "ids"));
    this.#fate = streamOf(at.seed, "fates");
    this.#bells = streamOf(at.seed, "bells");
    this.#disk = streamOf(at.seed, "disk");
  }

  note(line: string): void {
    this.trace.push(line);
  }

  count(what: string): void {
    this.counters[what] = (this.counters[what] ?? 0) + 1;
  }

  /** Whether a fault of this kind happens here and now. */
  strikes(kind: FaultKind, draw: Stream): boolean {
    if (!draw.chance(this.limits.faults[kind]) || !this.hasFaults) return false;
    this.count(kind);
    this.note(`fault ${kind}`);
    return true;
  }

  get liveServers(): SimulatedServer[] {
    return this.servers.filter(({ node }) => !node.isDead && !node.isStopped);
  }

  get links(): SimulatedLink[] {
    return this.servers.flatMap(({ links }) => [...links]).filter(({ isOpen }) => isOpen);
  }

  startServer(): void {
    const name = `server ${++this.#names}`;
    const server: SimulatedServer = new SimulatedServer({
      name,
      database: this.database,
      gate: this.gate,
      clock: this.clock,
      skew: this.skew,
      ids: this.ids,
      fates: fatesOf(this, this.#fate),
      limits: this.limits,
      rang: () => this.#ringOthers(server),
      crashed: () => this.note(`${name} is dead`),
    });
    this.servers = [...this.servers.filter(({ node }) => !node.isDead), server];
    this.note(`${name} starts`);
  }

  startDaemon(machine: Machine): void {
    const daemon = new ModelDaemon({
      machine,
      bootId: this.ids.next(),
      log: this.servers[0]?.world.log ?? raise("a server comes before its daemons"),
      limits: this.limits,
      canLoad: this.limits.canLoad,
      canSteer: this.limits.canSteer,
      writesAtOnce: () => !this.hasFaults || this.#disk.chance(this.limits.flush),
      agentLog: (line) => this.agentLog.push({ atMs: this.clock.nowMs, pid: 0, ...line }),
      pastTold: (past) => this.pasts.push(past),
      bundled: (commit) =>
        this.daemons
          .filter((one) => !one.node.isDead && one.link !== null && !this.away.has(one.machine.daemonId))
          .map(({ machine: { disk } }) => disk.trees.get(commit))
          .find((tree) => tree !== undefined),
      takeTurn: (command, hands) => takeModelTurn(this.program, { command, hands }),
      newSession: () => this.ids.next(),
      stands: async (commandId) => stands(this.database, commandId),
      failed: (error) => this.faultsOfOurs.push(error),
    });
    this.daemons = [...this.daemons.filter(({ node }) => !node.isDead), daemon];
    this.note(`${daemon.node.name} starts`);
  }

  connect(daemon: ModelDaemon, server: SimulatedServer): void {
    const { disk } = daemon.machine;
    const { spool, steps } = disk;
    if (spool.ackedSeq > 0 && spool.ackedSeq < spool.records.length)
      this.count("a spool was taken up in its middle");
    const link = new SimulatedLink({
      welcomed: (session) => steps.push({ kind: "connected", session }),
      heard: (frame) => {
        if (hearFrame(disk, frame).again > 0) this.count("a result came twice");
      },
    });
    server.accept(link);
    daemon.connect(link);
    this.note(`${daemon.node.name} connects to ${server.name}`);
  }

  /** Everything goes as far as it can go without time, frames or the database. */
  async settle(): Promise<void> {
    await setImmediate();
    if (this.gate.isTaken)
      throw new Error("a transaction waits for something that is no statement of its own");
  }

  /** Lets one of those who wait have the database, to the end of its transaction. */
  async enter(entry: { node: { name: string }; enter: () => void }): Promise<void> {
    this.database.setTime(this.clock.nowMs);
    this.note(`database: ${entry.node.name}`);
    entry.enter();
    await this.settle();
  }

  async passTime(ms: number): Promise<void> {
    const untilMs = this.clock.nowMs + ms;
    for (let timer = this.clock.next(untilMs); timer !== null; timer = this.clock.next(untilMs)) {
      this.clock.fire(timer);
      await this.settle();
    }
    this.note(`time +${ms}`);
  }

  #ringOthers(server: SimulatedServer): void {
    for (const other of this.servers) {
      if (other === server || this.strikes("lose bell", this.#bells)) continue;
      this.clock.after(this.#bells.between(1, 50), () => {
        if (!other.node.isDead) actAs(other.node, () => other.world.doorbell.ringAll());
      });
    }
  }
}

/** As whoever keeps the servers running does. */
export function startMissingServers(world: SimulatedWorld): void {
  while (world.servers.filter(({ node }) => !node.isDead).length < world.limits.servers) world.startServer();
}

/** It dies, and whoever keeps it running starts it again. */
export function restartDaemon(world: SimulatedWorld, daemon: ModelDaemon): void {
  daemon.crash();
  world.startDaemon(daemon.machine);
}

function fatesOf(world: SimulatedWorld, draw: Stream): Fates {
  const first = (kinds: readonly (FaultKind & Fate)[]): Fate =>
    kinds.find((kind) => world.strikes(kind, draw)) ?? "done";
  return {
    statement: () => first(["lost before", "crash before"]),
    commit: () => first(["done but reported lost", "crash after", "lost before"]),
  };
}

/** As the door beside the link answers it. */
function stands(database: MemoryDatabase, commandId: string): boolean {
  const [row] = look<{ isThere: boolean }>(
    database,
    `select exists (select from command where id = $1 and finished_at is null) as "isThere"`,
    [commandId],
  );
  return row?.isThere === true;
}

function seededIds(clock: SimulatedClock, draw: Stream): Ids {
  return {
    next: () => uuidV7({ timeMs: clock.nowMs, random: draw.bytes(10) }),
    secret: () => Buffer.from(draw.bytes(32)).toString("base64url"),
  };
}

function raise(message: string): never {
  throw new Error(message);
}
