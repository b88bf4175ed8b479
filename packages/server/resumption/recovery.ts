// What a person has decided about a task's next restoration, as its row keeps it until it is carried out.
import { RESTORATION_SOURCES } from "@makima/core/supervisor";
import { z } from "zod";

const recovery = z.object({
  /** names the decision: each has the daemon look at the worktree anew */
  id: z.string(),
  /** null: as inspection decides */
  plan: z.enum(["proceed", "use_checkpoint", "start_fresh"]).nullable(),
  checkpointId: z.string().nullable(),
  /** null: what ended the run stays its source */
  source: z.enum(RESTORATION_SOURCES).nullable(),
});
export type Recovery = z.infer<typeof recovery>;

/** Null also for what cannot be read: the task is then restored as if nobody had decided. */
export function recoveryOf(task: { recovery: unknown }): Recovery | null {
  const read = recovery.safeParse(task.recovery);
  return read.success ? read.data : null;
}
