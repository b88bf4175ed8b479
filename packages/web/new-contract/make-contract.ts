// Makes a contract from the form. One whose repository cannot be worked on is taken back, so that correcting a path leaves nothing behind.
import type { Client } from "@makima/client";
import type { Contract } from "@makima/protocol/contracts";
import type { bodyOf } from "./form.ts";

/** A machine has looked, and this is no repository to work on. */
export class RepositoryRefused extends Error {
  override readonly name = "RepositoryRefused";
}

/** Throws `RepositoryRefused`, and what the client throws. */
export async function makeContract(api: Client, body: ReturnType<typeof bodyOf>): Promise<Contract> {
  const contract = await api.createContract(body);
  const { check, problem } = contract.repository;
  if (check !== "failed") return contract;
  await api.cancelContract({ id: contract.id });
  await api.archiveContract({ id: contract.id });
  throw new RepositoryRefused(problem === null ? "" : `${problem.message} ${problem.mend}`);
}
