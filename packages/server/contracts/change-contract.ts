// The frame of every change that a person makes to a contract: lock it, change it, wake who waits, show it.
import type { Contract } from "@makima/protocol/contracts";
import type { Tx } from "../db/database.ts";
import { bell } from "../doorbell.ts";
import type { Actor } from "../journal/journal.ts";
import type { Principal, World } from "../world.ts";
import { type ContractRow, lockContract } from "./reader.ts";
import { viewContract } from "./view-contract.ts";

/** `contract` is locked, `actor` is the person who asks, `body` what the request says. */
export type ContractChange<Body> = (
  tx: Tx,
  at: { contract: ContractRow; actor: Actor; body: Body },
) => Promise<void>;

type Operation<Body> = (
  world: World,
  principal: Principal,
  input: { params: { id: string }; body: Body },
) => Promise<Contract>;

/** The operation that makes this change. It throws NOT_FOUND, and what `change` refuses. */
export const changeContract =
  <Body = unknown>(change: ContractChange<Body>): Operation<Body> =>
  (world, { ownerId, keyId }, { params: { id }, body }) =>
    world.db.transaction(async (tx) => {
      const contract = await lockContract(tx, { ownerId, contractId: id });
      await change(tx, { contract, actor: { kind: "person", id: keyId }, body });
      tx.onCommit(() => world.doorbell.ring(bell.work, bell.contract(id)));
      return viewContract(tx, { ownerId, contractId: id });
    });
