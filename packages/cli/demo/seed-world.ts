// Seeds for a world of development: a sample repository with a contract under way, whose question waits for an answer.
import { join } from "node:path";
import type { Client } from "@makima/client";
import { demoContract } from "@makima/protocol/demo";
import type { Context } from "../context.ts";
import { makeSample } from "./make-sample.ts";

/** Does nothing in a world that has a contract already. */
export async function seedWorld(context: Context, client: Client): Promise<void> {
  const { items } = await client.listContracts({ limit: 1 });
  if (items.length > 0) return;
  const folder = join(context.home, "seeds");
  const repository = await makeSample(folder, context.config.environment["PATH"] ?? "");
  await client.createContract(demoContract(repository));
  context.output.hints(`makima inbox              a seeded contract is under way in ${repository}`);
}
