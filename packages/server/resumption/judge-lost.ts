// Inspects a lost task and decides how it is restored. Everything that the decision depends on is kept with it.
import {
  decideRestoration,
  type RestorationDecision,
  type RestorationInputs,
} from "@makima/core/restoration";
import type { ContractRow } from "../contracts/contracts.ts";
import type { Reader } from "../db/database.ts";
import type { RunRow, TaskRow } from "../tasks/tasks.ts";
import type { World } from "../world.ts";
import { type Gathered, gatherInspection, type Seen } from "./gather-inspection.ts";
import { type Recovery, recoveryOf } from "./recovery.ts";
import { sourceOf } from "./source-of.ts";

export type Judged = Gathered & { inputs: RestorationInputs; decision: RestorationDecision };

/** Nothing has to run for it now, or nobody can be asked. */
export const NOT_ASKED: Seen = { worktree: { seen: "not_asked" }, unreachable: [] };

/** `daemonId`: where it is to go on; null when it needs no daemon. */
export async function judgeLost(
  reader: Reader,
  lost: {
    world: World;
    contract: ContractRow;
    task: TaskRow;
    run: RunRow;
    daemonId: string | null;
    seen: Seen;
  },
): Promise<Judged> {
  const { world, contract, task, run, daemonId, seen } = lost;
  const isMoved = daemonId !== null && task.daemonId !== null && daemonId !== task.daemonId;
  const of = { config: world.config, contract, task, lost: run };
  const gathered = await gatherInspection(reader, { ...of, seen, isMoved });
  const recovery = recoveryOf(task);
  const inputs: RestorationInputs = {
    source: recovery?.source ?? sourceOf(run, daemonId),
    facts: gathered.facts,
    choice: choiceOf(recovery),
  };
  return { ...gathered, inputs, decision: decideRestoration(inputs) };
}

const choiceOf = (recovery: Recovery | null): RestorationInputs["choice"] =>
  recovery === null || recovery.plan === null
    ? null
    : { plan: recovery.plan, checkpointId: recovery.checkpointId };
