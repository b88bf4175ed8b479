// Another agent, or another model of the same one, goes on with a task's conversation. An idle process of the former one is let go; its session
// and its transcript are not offered to another agent, which gets the conversation from the messages.
import { composeHandOver, readAgentChoice, writeAgentChoice } from "@makima/core/agent";
import { type Actor, appendEvents } from "../journal/journal.ts";
import type { World } from "../world.ts";
import { sendDelivery } from "./deliveries.ts";
import { endRun } from "./end-run.ts";
import type { Held } from "./with-task.ts";
import { SET_AGENT } from "./writer.ts";

/** The caller holds contract and task, in no turn. `choice`: `agent` or `agent:model`, which the caller knows to exist. */
export async function handOver(
  world: World,
  { held, actor, choice }: { held: Held; actor: Actor; choice: string },
): Promise<void> {
  const { tx, contract, task } = held;
  const { agent, model } = readAgentChoice(choice);
  if (agent === task.agent && model === task.model) return;
  const of = { ownerId: task.ownerId, taskId: task.id };
  await endRun(tx, { world, task, phase: contract.phase, reason: "parked" });
  tx.send(SET_AGENT, [of.ownerId, of.taskId, agent, model]);
  if (agent !== task.agent) {
    const item = { kind: "instruction" as const, text: composeHandOver(task.agent) };
    await sendDelivery(tx, { ids: world.ids, to: of, item });
  }
  const data = { name: task.name, from: writeAgentChoice(task), to: choice };
  await appendEvents(tx, { ownerId: of.ownerId, contractId: contract.id }, [
    { type: "task.agent_changed", actor, taskId: task.id, phase: contract.phase, data },
  ]);
}
