// The login of an agent on a daemon: how it was seen last, and the one question that is open about it.
import { statement, type Tx } from "../db/database.ts";
import type { TaskRow } from "../tasks/tasks.ts";

/** In a task's `blocked`: the question of another task, whose answer holds for this one as well. */
export const HANGS_ON = "hangsOn";

// Held, so that of two tasks that are refused in the same moment one asks and the other sees it.
const LOCK = statement(
  "lock-login",
  `select d.name as machine, (select a ->> 'loginAt' from jsonb_array_elements(d.agents) a where a ->> 'name' = $3) as "loginAt"
   from daemon d where d.owner_id = $1 and d.id = $2 for no key update of d`,
);
const ASKED = statement(
  "login-asked-about",
  `select id from question where owner_id = $1 and status = 'pending' and purpose ->> 'refused' = 'login'
     and purpose ->> 'daemonId' = $2 and purpose ->> 'agent' = $3`,
);

export type Login = {
  machine: string;
  /** that is open about it; null: nobody has asked yet */
  questionId: string | null;
  purpose: { daemonId: string; loginAt: string | null };
};

/** The caller holds contract and task. Null for a task that is on no daemon. */
export async function holdLogin(
  tx: Tx,
  { ownerId, daemonId, agent }: Pick<TaskRow, "ownerId" | "daemonId" | "agent">,
): Promise<Login | null> {
  if (daemonId === null) return null;
  const values = [ownerId, daemonId, agent];
  const seen = await tx.row<{ machine: string; loginAt: string | null }>(LOCK, values);
  if (seen === null) return null;
  // A statement of its own, which sees what was committed while the lock was waited for.
  const asked = await tx.row<{ id: string }>(ASKED, values);
  return {
    machine: seen.machine,
    questionId: asked?.id ?? null,
    purpose: { daemonId, loginAt: seen.loginAt },
  };
}
