// Begins a schedule: an owner, machines that have joined, and a contract that starts by itself when its repository was looked at.
import type { KeyObject } from "node:crypto";
import { createContract } from "@makima/server/contracts/contracts";
import { createJoinToken, joinDaemon } from "@makima/server/daemons/daemons";
import { createOwner } from "@makima/server/owners/owners";
import type { Principal } from "@makima/server/world";
import type { Machine } from "./model-daemon.ts";
import { actAs } from "./simulated-clock.ts";
import { SimulatedDisk } from "./simulated-disk.ts";
import { type SimulatedWorld, startMissingServers } from "./simulated-world.ts";
import { waitFor } from "./wait-for.ts";

export type DaemonKeys = readonly { publicKey: string; privateKey: KeyObject }[];

export type Scene = {
  principals: { owner: Principal; stranger: Principal };
  contractId: string;
  machines: Machine[];
};

export async function setUp(world: SimulatedWorld, keys: DaemonKeys): Promise<Scene> {
  const { limits } = world;
  startMissingServers(world);
  const [first] = world.servers;
  if (first === undefined) throw new Error("a world has a server");
  return waitFor(
    world,
    actAs(first.node, async () => {
      const { ownerId, keyId } = await createOwner(first.world, "simulated");
      const principal: Principal = { ownerId, keyId, scope: "owner" };
      const other = await createOwner(first.world, "somebody else");
      const stranger: Principal = { ownerId: other.ownerId, keyId: other.keyId, scope: "owner" };
      const machines: Machine[] = [];
      for (const { publicKey, privateKey } of keys.slice(0, limits.daemons)) {
        const { token } = await createJoinToken(first.world, principal);
        const name = `machine ${machines.length + 1}`;
        const { daemonId } = await joinDaemon(first.world, token, { name, publicKey });
        machines.push({ daemonId, privateKey, disk: new SimulatedDisk(name, world.person) });
      }
      const contract = await createContract(first.world, principal, {
        body: {
          goal: "Make it better",
          type: "simple",
          repository: { path: "/simulated/repository" },
          supervisorAgent: "scripted",
          phaseGuard: limits.phaseGuard,
          priority: 5,
          copy: [],
          agentOptions: {},
          delivery: "branch",
          autoStart: true,
          trustRepository: false,
        },
      });
      for (const machine of machines) world.startDaemon(machine);
      return { principals: { owner: principal, stranger }, contractId: contract.id, machines };
    }),
  );
}
