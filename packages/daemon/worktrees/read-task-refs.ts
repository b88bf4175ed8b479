// Reads what the mirror knows of a task: its base, the commit its worktree was last equal to, and its checkpoints.
import type { ObjectId } from "../git/git-parts.ts";
import { listRefs } from "../git/refs.ts";
import type { Checkout, Store } from "./store.ts";
import { mirrorPlace, taskRefs } from "./store.ts";

export interface TaskRefs {
  readonly base: ObjectId | null;
  readonly head: ObjectId | null;
  /** By number, which is 1 or more. */
  readonly checkpoints: ReadonlyMap<number, ObjectId>;
}

export async function readTaskRefs(store: Store, checkout: Checkout): Promise<TaskRefs> {
  const names = taskRefs(checkout);
  const refs = await listRefs(store.git, mirrorPlace(checkout.mirror), names.all);
  const checkpoints = new Map<number, ObjectId>();
  for (const { ref, target } of refs) {
    const number = Number(ref.slice(names.all.length + 1));
    if (Number.isSafeInteger(number)) checkpoints.set(number, target);
  }
  const find = (name: string): ObjectId | null => refs.find(({ ref }) => ref === name)?.target ?? null;
  return { base: find(names.base), head: find(names.head), checkpoints };
}
