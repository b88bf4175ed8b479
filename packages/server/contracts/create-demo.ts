// Begins the demonstration: its contract on the sample repository that `makima up` has laid into the home.
import { join } from "node:path";
import { type Contract, contractEndpoints } from "@makima/protocol/contracts";
import { DEMO_FOLDER, demoContract } from "@makima/protocol/demo";
import type { Principal, World } from "../world.ts";
import { createContract } from "./create-contract.ts";

/** Throws UNKNOWN_AGENT where no daemon has the built-in agent. A sample that is not there is told in `repository.problem`. */
export function createDemo(world: World, principal: Principal): Promise<Contract> {
  const repository = join(world.config.home, DEMO_FOLDER, "words-and-numbers");
  const body = contractEndpoints.createContract.body.parse(demoContract(repository));
  return createContract(world, principal, { body });
}
