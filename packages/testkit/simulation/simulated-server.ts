// A server in this process: the shipped operations, reconcilers and mesh door, on its own line to the one database.

import { MESH_VERSION } from "@makima/protocol/mesh";
import { databaseBlobs } from "@makima/server/blobs/database-blobs";
import { readConfig } from "@makima/server/config";
import { databaseOn } from "@makima/server/db/database";
import { createDoorbell } from "@makima/server/doorbell";
import { DaemonLink } from "@makima/server/doors/mesh/daemon-link";
import { createHandover } from "@makima/server/handover";
import { createLog } from "@makima/server/open-world";
import type { Ids } from "@makima/server/ports/ids";
import type { Reconciler } from "@makima/server/reconcilers/reconciler";
import { reconcilersOf } from "@makima/server/reconcilers/reconcilers";
import { unwatchedSpace } from "@makima/server/watch-space";
import type { World } from "@makima/server/world";
import { connectionsOf, type Fates, type Gate } from "./connections.ts";
import type { MemoryDatabase } from "./memory-database.ts";
import { actAs, type Node, type SimulatedClock } from "./simulated-clock.ts";
import type { SimulatedLink } from "./simulated-link.ts";

export type SimulatedServerParts = {
  name: string;
  database: MemoryDatabase;
  gate: Gate;
  clock: SimulatedClock;
  /** how far this machine's wall clock is off, in milliseconds; it may be changed */
  skew: { ms: number };
  ids: Ids;
  fates: Fates;
  limits: { leaseMs: number; heartbeatMs: number; parkAfterMs: number };
  /** its doorbell rang: the other servers may be told */
  rang: () => void;
  crashed: () => void;
};

export class SimulatedServer {
  readonly node: Node;
  readonly name: string;
  readonly world: World;
  readonly reconcilers: readonly Reconciler[];
  readonly links = new Set<SimulatedLink>();
  /** reconcilers whose round is under way */
  readonly busy = new Set<Reconciler>();
  readonly #parts: SimulatedServerParts;

  constructor(parts: SimulatedServerParts) {
    this.#parts = parts;
    this.name = parts.name;
    this.node = { name: parts.name, isDead: false, isStopped: false };
    this.world = this.#openWorld();
    this.reconcilers = reconcilersOf(this.world);
  }

  /** One round. What it throws is what a loop would log and try again. */
  async runRound(reconciler: Reconciler): Promise<{ did: number } | { failed: unknown }> {
    this.busy.add(reconciler);
    try {
      return await actAs(this.node, () => reconciler.round(this.world));
    } catch (failed) {
      return { failed };
    } finally {
      this.busy.delete(reconciler);
    }
  }

  /** Takes a daemon's connection, as the mesh door's route does. */
  accept(link: SimulatedLink): void {
    const { world, node } = this;
    actAs(node, () => {
      const nonce = world.ids.secret();
      const door = new DaemonLink(world, link.serverSocket(), nonce);
      this.links.add(link);
      link.attach({
        hear: (frame) => {
          if (!node.isDead) actAs(node, () => door.hear(Buffer.from(frame), false));
        },
        close: () => {
          this.links.delete(link);
          door.close();
        },
      });
      door.send({ kind: "challenge", nonce, version: MESH_VERSION });
    });
  }

  /** The program is gone, with everything that it had in memory. */
  crash(): void {
    if (this.node.isDead) return;
    this.node.isDead = true;
    for (const link of [...this.links]) link.cut();
    this.#parts.crashed();
  }

  #openWorld(): World {
    const { database, gate, clock, skew, ids, fates, limits, rang } = this.#parts;
    const config = readConfig({
      MAKIMA_HOME: "/simulated",
      MAKIMA_LOG_LEVEL: "silent",
      MAKIMA_LEASE_MS: String(limits.leaseMs),
      MAKIMA_HEARTBEAT_MS: String(limits.heartbeatMs),
      MAKIMA_PARK_AFTER_MS: String(limits.parkAfterMs),
    });
    const sleep = (ms: number, signal?: AbortSignal) => actAs(this.node, () => clock.sleep(ms, signal));
    const connections = connectionsOf({ node: this.node, gate, database, fates, crash: () => this.crash() });
    const doorbell = createDoorbell();
    doorbell.onRing = rang;
    const db: World["db"] = {
      ...databaseOn(connections, { patienceMs: 1_000, sleep }),
      connect: () => Promise.reject(new Error("a simulated server has no connection of its own")),
      close: async () => undefined,
    };
    return {
      db,
      ids,
      clock: { monotonicMs: () => clock.nowMs, wallMs: () => clock.nowMs + skew.ms, sleep },
      doorbell,
      space: unwatchedSpace,
      handover: createHandover(),
      blobs: databaseBlobs(db),
      config,
      log: createLog({ logLevel: "silent" }),
    };
  }
}
