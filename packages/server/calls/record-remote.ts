// What a daemon's hands have done with a contract's remote.
import { deliveryShape } from "@makima/protocol/deliveries";
import { checkResult, type MeshCommand } from "@makima/protocol/mesh";
import { type ContractRow, recordBase, recordDelivery } from "../contracts/contracts.ts";
import type { CommandResult } from "../daemons/daemons.ts";
import type { Tx } from "../db/database.ts";

/** The caller holds the contract. Of other commands than those about a remote it records nothing. */
export async function recordRemote(
  tx: Tx,
  done: { contract: ContractRow; daemonId: string; command: MeshCommand; result: CommandResult },
): Promise<void> {
  const { contract, daemonId, command, result } = done;
  if (command.kind === "fetch_base") {
    const outcome = result.ok
      ? checkResult.parse(result.value)
      : { ok: false as const, problem: failure(result) };
    await recordBase(tx, { contract, daemonId, outcome });
  }
  if (command.kind === "deliver") {
    const commit = command.branchCommit ?? contract.baseCommit ?? "";
    const failed = { delivered: false as const, commit, isRejected: false };
    const delivery = result.ok ? deliveryShape.parse(result.value) : { ...failed, problem: failure(result) };
    await recordDelivery(tx, { contract, actor: { kind: "daemon", id: daemonId }, delivery });
  }
}

const failure = ({ code, message }: Extract<CommandResult, { ok: false }>) => ({
  code,
  message,
  mend: "Look at the daemon's log; it is tried again.",
});
