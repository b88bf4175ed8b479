// Tells a task's agent what it is and what it is to do: at its beginning, and again when its conversation begins anew.
import { composeGoal } from "@makima/core/delivery";
import type { TaskKind } from "@makima/core/task";
import type { Tx } from "../db/database.ts";
import type { Ids } from "../ports/ids.ts";
import { sendDelivery } from "./deliveries.ts";

export async function sendGoal(
  tx: Tx,
  {
    ids,
    contract,
    task,
  }: {
    ids: Ids;
    contract: { ownerId: string; name: string };
    task: { id: string; kind: TaskKind; name: string; plan: string };
  },
): Promise<void> {
  const { kind, name: taskName, plan } = task;
  const text = composeGoal({ kind, taskName, contractName: contract.name, plan });
  await sendDelivery(tx, {
    ids,
    to: { ownerId: contract.ownerId, taskId: task.id },
    item: { kind: "goal", text },
  });
}
