// What is known of a contract's remote; nothing where its repository is a path.
import type { Contract } from "@makima/protocol/contracts";
import { type Reader, statement } from "../db/database.ts";
import type { ContractKey } from "./reader.ts";

export type RemoteRow = {
  problem: Contract["repository"]["problem"];
  pushedCommit: string | null;
  isBaseFetched: boolean;
};

const REMOTE = statement(
  "remote-of-contract",
  `select problem, pushed_commit as "pushedCommit", base_fetched_at is not null as "isBaseFetched" from remote
   where owner_id = $1 and contract_id = $2`,
);

export const readRemote = (reader: Reader, { ownerId, contractId }: ContractKey): Promise<RemoteRow | null> =>
  reader.row<RemoteRow>(REMOTE, [ownerId, contractId]);

/** Whether the contract cannot begin yet: its base is still to be fetched from its remote. */
export async function awaitsBase(reader: Reader, key: ContractKey): Promise<boolean> {
  return (await readRemote(reader, key))?.isBaseFetched === false;
}
